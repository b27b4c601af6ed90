package io.nullscope.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.study.ModelShape;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.WeightSource;
import io.nullscope.transformer.corpus.CorpusReader;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoAssetsTest {

  private static final int WINDOW = 64;

  private final DemoAssets demo = new DemoAssets();

  @Test
  void theTrainedModelKnowsTheCorpusAndStep0DoesNot() throws IOException {
    int[][] windows = windows();

    // The model wrote the text at temperature 1, so its loss is about its own entropy.
    assertThat(loss(DemoAssets.TRAINED, windows)).isBetween(2.0, 3.8);
    // ln 4096 = 8.3 is the loss of a model that has learned nothing and claims nothing.
    assertThat(loss(DemoAssets.STEP0, windows)).isBetween(8.2, 9.0);
  }

  @Test
  void theFilesAreSmall() throws IOException {
    long weights =
        Files.size(demo.model(DemoAssets.TRAINED).resolve("model.safetensors"))
            + Files.size(demo.model(DemoAssets.STEP0).resolve("model.safetensors"));

    assertThat(weights).isLessThan(12_000_000);
    assertThat(Files.size(demo.corpus())).isLessThan(4_000_000);
  }

  @Test
  void theTrainingLogHasTheLossesAndTheUnigramEntropy() throws IOException {
    JsonNode log = new ObjectMapper().readTree(DemoAssets.training());

    assertThat(log.at("/training/tokensSeen").asLong()).isGreaterThan(20_000_000);
    assertThat(log.at("/lossCurve").size()).isGreaterThan(50);
    for (JsonNode corpus : log.at("/corpora")) {
      assertThat(corpus.get("heldOutLoss").asDouble())
          .isLessThan(corpus.get("heldOutUnigramEntropy").asDouble() - 2);
      assertThat(corpus.get("file").asText()).doesNotContain("/");
    }
  }

  @Test
  void theStudyIsValidAndIsWhatTheReadmeSays() {
    SpecResult result = StudySpecReader.read(DemoAssets.study());
    StudySpec spec = result.orThrow();

    assertThat(((SpecResult.Valid) result).warnings()).isEmpty();
    assertThat(spec.model().source()).isEqualTo(DemoAssets.SOURCE);
    assertThat(spec.model().step0Revision()).contains(DemoAssets.STEP0);
    assertThat(spec.saes().get(0).latentsFor(128)).isEqualTo(16 * 128);
    // 3 layers; trained and step-0 once, five draws of each of the other three.
    assertThat(StudyPlan.of(spec, new ModelShape("gpt_neox", 6, 128, 4096, 256)).cells())
        .hasSize(3 * (2 + 5 * 3));
  }

  @Test
  void anUnknownRevisionIsRefusedAndCopiesAreMadeOnce() {
    assertThat(demo.corpus()).isEqualTo(demo.corpus());
    assertThatThrownBy(() -> demo.model("step1"))
        .hasMessage("the demo model has no revision 'step1'; it has main and step0");
  }

  private double loss(String revision, int[][] windows) throws IOException {
    Path folder = demo.model(revision);
    TransformerConfig config = TransformerConfig.parse(DemoAssets.config(), "config.json");
    try (TensorRuntime runtime = TensorRuntime.start();
        TensorScope scope = runtime.scope();
        SafetensorsReader reader = SafetensorsReader.open(folder.resolve("model.safetensors"));
        LanguageModel model =
            LanguageModel.load(runtime, config, WeightSource.of(reader, revision))) {
      return model.crossEntropy(scope, model.tokens(scope, windows)).mean().getFloat();
    }
  }

  /** The beginnings of documents. */
  private int[][] windows() throws IOException {
    Path file = demo.corpus();
    List<int[]> windows = new ArrayList<>();
    try (TextTokenizer tokenizer =
            TextTokenizer.parse(
                Files.readAllBytes(demo.model(DemoAssets.TRAINED).resolve("tokenizer.json")),
                "tokenizer.json");
        CorpusReader documents =
            CorpusReader.open(file.toString(), "text", () -> Files.newInputStream(file))) {
      while (windows.size() < 50 && documents.hasNext()) {
        int[] tokens = tokenizer.encode(documents.next().text());
        if (tokens.length >= WINDOW) {
          windows.add(Arrays.copyOf(tokens, WINDOW));
        }
      }
    }
    return windows.toArray(int[][]::new);
  }
}
