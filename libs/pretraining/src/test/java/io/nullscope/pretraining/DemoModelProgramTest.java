package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.study.RandomSequence;
import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.WeightSource;
import io.nullscope.transformer.corpus.CorpusReader;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on a model of a few thousand weights. */
class DemoModelProgramTest {

  private static final List<String> SMALL =
      List.of(
          "--layers=2 --width=16 --heads=2 --context=16 --vocabulary=280 --batch=4 --tokens=3840"
              .split(" "));

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path stories;
  private Path books;
  private Path model;

  @BeforeEach
  void writeCorpora() throws IOException {
    stories = directory.resolve("stories.jsonl");
    books = directory.resolve("books.txt");
    model = directory.resolve("made/model");
    RandomSequence random = new Seed(1).stream("text").sequence();
    List<String> words = List.of("the", "cat", "dog", "ran", "sat", "and", "a", "home", "sang");
    List<String> storyLines = new ArrayList<>();
    List<String> bookLines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder("Once");
      for (int j = 0; j < 12; j++) {
        text.append(' ').append(words.get(random.nextInt(words.size())));
      }
      storyLines.add("{\"text\": \"" + text + ".\"}");
      bookLines.add(text.reverse().toString());
    }
    Files.write(stories, storyLines);
    Files.write(books, bookLines);
  }

  @Test
  void makesAModelThatTheOthersCanUse() throws IOException {
    assertThat(make("--keep-steps", "--written-tokens=3000")).as(errors()).isZero();

    try (Stream<Path> files = Files.list(model)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.safetensors",
              "config.json",
              "tokenizer.json",
              "training.json",
              "corpus.jsonl.gz",
              "step0",
              "step1",
              "step2",
              "step4",
              "step8",
              "step16",
              "step32");
    }
    for (Path of : List.of(model, model.resolve("step0"), model.resolve("step32"))) {
      load(of);
    }
    JsonNode log = new ObjectMapper().readTree(model.resolve("training.json").toFile());
    assertThat(log.at("/training/tokensSeen").asLong()).isEqualTo(3840);
    assertThat(log.at("/corpora/0/file").asText()).isEqualTo("stories.jsonl");
    assertThat(log.at("/corpora/0/heldOutDocuments").asInt()).isEqualTo(2);
    assertThat(log.at("/corpora/0/heldOutUnigramEntropy").asDouble()).isBetween(1.0, 5.0);
    assertThat(log.at("/lossCurve").size()).isEqualTo(60);
    assertThat(log.at("/lossCurve/59/loss").asDouble())
        .isLessThan(log.at("/lossCurve/0/loss").asDouble() - 1);
    assertThat(log.at("/heldOutCurve/0/losses").size()).isEqualTo(2);
    assertThat(log.toString()).doesNotContain(directory.toString());
    assertThat(log.at("/writtenCorpus/tokens").asLong()).isGreaterThanOrEqualTo(3000);
    assertThat(documents()).hasSize(log.at("/writtenCorpus/documents").asInt());
  }

  @Test
  void stepZeroIsExactlyWhereTheTrainingStarts() throws IOException {
    make("--written-tokens=100");
    TransformerConfig config = load(model.resolve("step0"));
    ModelSize size = new ModelSize(2, 16, 2, 16, 280);
    assertThat(config).isEqualTo(size.config());
    try (TensorRuntime runtime = TensorRuntime.start();
        ModelWeights initial = ModelWeights.initial(runtime, size.config(), new Seed(1));
        SafetensorsReader reader =
            SafetensorsReader.open(model.resolve("step0/model.safetensors"))) {
      for (int i = 0; i < initial.tensors().size(); i++) {
        String name = initial.parameters().get(i).name();
        assertThat(reader.header().tensor(name).dtype()).isEqualTo(DType.F16);
        assertThat(reader.toFloats(name)).isEqualTo(initial.tensors().get(i).toFloatArray());
      }
    }
  }

  @Test
  void theSameCommandMakesTheSameFiles() throws IOException {
    make("--written-tokens=500");
    Map<String, byte[]> first = contents();
    model = directory.resolve("again");
    make("--written-tokens=500", "--threads=1");
    Map<String, byte[]> second = contents();
    first.remove("training.json"); // holds the seconds
    second.remove("training.json");
    assertThat(second).usingRecursiveComparison().isEqualTo(first);
  }

  @Test
  void refusesWhatItCannotUseAndWritesNothing() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.jsonl"));
    Path other = Files.writeString(directory.resolve("other.jsonl"), "{\"story\": \"no text\"}\n");
    Path single = Files.writeString(directory.resolve("single.txt"), "only one\n");
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    refuses("there is no corpus file", "--corpus=" + directory.resolve("missing.jsonl"));
    refuses("empty.jsonl has 0 documents", "--corpus=" + empty);
    refuses(
        "line 1 has no field \"text\"; it has \"story\"; the text must be in a field \"text\"",
        "--corpus=" + other);
    refuses("single.txt has 1 documents", "--corpus=" + single);
    refuses("an unknown form", "--corpus=" + file);
    refuses("use more text or a smaller --vocabulary", "--corpus=" + stories, "--vocabulary=4096");
    refuses("--width 20 must be a multiple", "--corpus=" + stories, "--width=20");
    refuses("--tokens", "--corpus=" + stories, "--tokens=0");
    refuses("Unknown option", "--corpus=" + stories, "--nonsense");
    refuses("Missing required option: '--corpus=FILE'");
    model = file.resolve("model");
    refuses("is not a directory", "--corpus=" + stories);
  }

  @Test
  void doesNotTouchAFinishedModel() throws IOException {
    make("--written-tokens=100");
    Map<String, byte[]> before = contents();
    assertThat(make("--written-tokens=100")).isEqualTo(DemoModelProgram.INVALID);
    assertThat(errors()).contains("holds a model already");
    assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: nullscope demo-model --corpus FILE")
        .contains("--keep-steps");
  }

  private int make(String... more) {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(List.of("--corpus=" + stories, "--corpus=" + books, "--out=" + model));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  private void refuses(String message, String... arguments) {
    err.reset();
    List<String> all = new ArrayList<>(SMALL);
    all.removeIf(
        option ->
            Arrays.stream(arguments).anyMatch(a -> a.split("=")[0].equals(option.split("=")[0])));
    all.add("--out=" + model);
    all.addAll(Arrays.asList(arguments));
    assertThat(run(all.toArray(String[]::new))).isEqualTo(DemoModelProgram.INVALID);
    assertThat(errors()).contains(message).doesNotContain("\tat ");
    assertThat(Files.exists(model)).isFalse();
    assertThat(directory.resolve("made")).doesNotExist();
  }

  private int run(String... arguments) {
    return DemoModelProgram.execute(
        new OngoingWork(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Loads a directory as the services do. */
  private static TransformerConfig load(Path from) throws IOException {
    TransformerConfig config =
        TransformerConfig.parse(Files.readAllBytes(from.resolve("config.json")), "config.json");
    try (TextTokenizer tokenizer =
            TextTokenizer.parse(
                Files.readAllBytes(from.resolve("tokenizer.json")), "tokenizer.json");
        SafetensorsReader reader = SafetensorsReader.open(from.resolve("model.safetensors"));
        TensorRuntime runtime = TensorRuntime.start();
        LanguageModel loaded =
            LanguageModel.load(runtime, config, WeightSource.of(reader, "model"))) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(loaded.config().vocabularySize());
    }
    return config;
  }

  private List<String> documents() throws IOException {
    List<String> texts = new ArrayList<>();
    Path file = model.resolve("corpus.jsonl.gz");
    try (CorpusReader reader =
        CorpusReader.open(file.toString(), "text", () -> Files.newInputStream(file))) {
      reader.forEachRemaining(document -> texts.add(document.text()));
    }
    return texts;
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(model.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
