package io.nullscope.transformer.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small tokenizers against what {@code AutoTokenizer} of Hugging Face transformers makes of them.
 * Both were written by {@code src/test/python/golden_tokenizers.py}.
 */
class GoldenTokenizerTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "neox", "qwen2", "llama", "backend"})
  void agreesWithTransformers(String name) throws IOException {
    Path folder = golden().resolve(name);
    JsonNode expected = MAPPER.readTree(folder.resolve("expected.json").toFile());
    byte[] json = Files.readAllBytes(folder.resolve("tokenizer.json"));
    Vocabulary vocabulary = Vocabulary.parse(json, name);
    SoftAssertions all = new SoftAssertions();
    try (TextTokenizer tokenizer = TextTokenizer.parse(json, name)) {
      assertThat(expected.path("texts")).hasSizeGreaterThan(10);
      for (JsonNode example : expected.path("texts")) {
        String text = example.path("text").textValue();
        List<Integer> ids = new ArrayList<>();
        for (int id : tokenizer.encode(text)) {
          ids.add(id);
        }
        all.assertThat(ids).as(text).isEqualTo(integers(example.path("ids")));
        List<Integer> begun = new ArrayList<>(vocabulary.prefix());
        begun.addAll(ids);
        all.assertThat(begun)
            .as("with prefix: " + text)
            .isEqualTo(integers(example.path("with_special")));
      }
    }
    all.assertThat(vocabulary.specialTokens()).containsAll(integers(expected.path("special")));
    all.assertAll();
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(id -> integers.add(id.intValue()));
    return integers;
  }

  private static Path golden() {
    try {
      return Path.of(
          GoldenTokenizerTest.class
              .getResource("/io/nullscope/transformer/golden-tokenizers")
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
