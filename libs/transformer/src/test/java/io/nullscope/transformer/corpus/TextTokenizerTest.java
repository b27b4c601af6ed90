package io.nullscope.transformer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.testing.RequiresSharedData;
import io.nullscope.testing.SharedData;
import io.nullscope.transformer.InvalidModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTokenizerTest {

  private static final String NEOX = "neox-tokenizer/20B_tokenizer.json";
  private static final String GOLDEN = "golden-pythia160m/pythia-160m.reference.json";
  private static final String LLAMA = "llama-tinystories-656k/tokenizer.json";

  private static final String BYTE_LEVEL =
      """
      {"version": "1.0", "added_tokens": [
         {"id": 0, "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
       "normalizer": null, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
       "post_processor": {"type": "TemplateProcessing",
          "single": [{"SpecialToken": {"id": "<|end|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
          "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
          "special_tokens": {"<|end|>": {"id": "<|end|>", "ids": [0], "tokens": ["<|end|>"]}}},
       "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
       "model": {"type": "BPE", "vocab": {"<|end|>": 0, "a": 1, "b": 2, "Ġ": 3, "Ġa": 4, "Ċ": 5, "Ã": 6, "©": 7, "ab": 8},
                 "merges": ["Ġ a", "a b"]}}
      """;

  @Test
  void knowsWhichTokensAreSpecial() {
    String json =
        BYTE_LEVEL.replace(
            "\"special\": true}],",
            "\"special\": true}, {\"id\": 8, \"content\": \"ab\", \"special\": false}],");

    assertThat(Vocabulary.parse(json.getBytes(StandardCharsets.UTF_8), "made up").specialTokens())
        .containsExactly(0);
  }

  @Test
  @RequiresSharedData({NEOX, GOLDEN})
  void encodesAsTheReferenceDoes() throws IOException {
    JsonNode golden = new ObjectMapper().readTree(Files.readAllBytes(SharedData.path(GOLDEN)));
    try (TextTokenizer tokenizer =
        TextTokenizer.parse(Files.readAllBytes(SharedData.path(NEOX)), NEOX)) {
      assertThat(golden.path("tokenizer")).hasSize(16);
      for (JsonNode example : golden.path("tokenizer")) {
        int[] ids = new ObjectMapper().convertValue(example.path("ids"), int[].class);
        assertThat(tokenizer.encode(example.path("text").asText())).isEqualTo(ids);
      }
    }
  }

  @Test
  @RequiresSharedData(NEOX)
  void displaysByteLevelTokensOfARealTokenizer() throws IOException {
    try (TextTokenizer tokenizer =
        TextTokenizer.parse(Files.readAllBytes(SharedData.path(NEOX)), NEOX)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(50_277);
      assertThat(pieces(tokenizer, "The capital of France is"))
          .isEqualTo("The| capital| of| France| is");
      assertThat(pieces(tokenizer, "wide    gaps\n")).isEqualTo("wide|    |g|aps|\n");
      assertThat(tokenizer.display(0)).isEqualTo("<|endoftext|>");
      assertThat(tokenizer.display(50_300)).isEqualTo("<unused 50300>");
      assertThat(pieces(tokenizer, "🙂")).contains("<0x").doesNotContain("\uFFFD");
    }
  }

  @Test
  @RequiresSharedData(LLAMA)
  void displaysSentencePieceTokensOfARealTokenizer() throws IOException {
    try (TextTokenizer tokenizer =
        TextTokenizer.parse(Files.readAllBytes(SharedData.path(LLAMA)), LLAMA)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(2048);
      assertThat(tokenizer.encode("Once upon a time")).containsExactly(80, 147, 201, 282, 57);
      assertThat(String.join("", pieces(tokenizer, "Once upon a time").split("\\|")))
          .isEqualTo(" Once upon a time");
      assertThat(tokenizer.display(1)).isEqualTo("<|start_story|>");
    }
  }

  @Test
  @RequiresSharedData(LLAMA)
  void longTextsAreNotCut() throws IOException {
    String story = "Once upon a time there was a dog. ".repeat(2000);
    try (TextTokenizer tokenizer =
        TextTokenizer.parse(Files.readAllBytes(SharedData.path(LLAMA)), LLAMA)) {
      assertThat(tokenizer.encode(story).length).isGreaterThan(2000 * 6);
    }
  }

  @Test
  void addsNoSpecialTokens() {
    try (TextTokenizer tokenizer = parse(BYTE_LEVEL)) {
      assertThat(tokenizer.encode("ab a\n")).containsExactly(8, 4, 5);
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.encode("a<|end|>b")).containsExactly(1, 0, 2);
    }
  }

  @Test
  void ignoresTruncationAndPaddingOfTheFile() {
    String limited =
        BYTE_LEVEL.replace(
            "\"version\": \"1.0\",",
            """
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 8}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                        "pad_type_id": 0, "pad_token": "<|end|>"},
            """);
    try (TextTokenizer tokenizer = parse(limited)) {
      assertThat(tokenizer.encode("a a a a a")).containsExactly(1, 4, 4, 4, 4);
    }
  }

  @Test
  void displaysBytesThatAreNoTextAsNumbers() {
    try (TextTokenizer tokenizer = parse(BYTE_LEVEL)) {
      assertThat(tokenizer.display(3)).isEqualTo(" ");
      assertThat(tokenizer.display(4)).isEqualTo(" a");
      assertThat(tokenizer.display(5)).isEqualTo("\n");
      assertThat(tokenizer.display(6)).isEqualTo("<0xC3>");
      assertThat(tokenizer.display(99)).isEqualTo("<unused 99>");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "BYTE_LEVEL,Ġthe,` the`",
        "BYTE_LEVEL,caf\u00C3\u00A9,caf\u00E9",
        "BYTE_LEVEL,Ġ\u00E2\u0122,` <0xE2><0x80>`",
        "BYTE_LEVEL,<|x|>,<|x|>",
        "METASPACE,\u2581the,` the`",
        "METASPACE,\u2581\u2581,`  `",
        "METASPACE,<0x41>,A",
        "METASPACE,<0xE2>,<0xE2>",
        "METASPACE,caf\u00E9,caf\u00E9"
      })
  void spellsTokens(TokenText form, String token, String text) {
    assertThat(form.of(token)).isEqualTo(text);
  }

  @Test
  void unigramVocabulariesAreListsInIdOrder() {
    Vocabulary vocabulary =
        Vocabulary.parse(
            "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"<unk>\", 0.0], [\"\u2581a\", -1.5]]}}"
                .getBytes(StandardCharsets.UTF_8),
            "t");
    assertThat(vocabulary.size()).isEqualTo(2);
    assertThat(vocabulary.display(1)).isEqualTo(" a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "null |",
        "{\"type\": \"ByteLevel\", \"trim_offsets\": true} |",
        "{\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\": {\"id\": \"A\"}}, {\"SpecialToken\": {\"id\": \"e\"}}], \"special_tokens\": {\"e\": {\"ids\": [0]}}} |",
        "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"s\"}}, {\"Sequence\": {\"id\": \"A\"}}], \"special_tokens\": {\"s\": {\"ids\": [7]}}} | 7",
        "{\"type\": \"Sequence\", \"processors\": [{\"type\": \"ByteLevel\"}, {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"s\"}}, {\"Sequence\": {\"id\": \"A\"}}], \"special_tokens\": {\"s\": {\"ids\": [7]}}}]} | 7",
        "{\"type\": \"RobertaProcessing\", \"sep\": [\"e\", 2], \"cls\": [\"s\", 5]} | 5"
      })
  void knowsWhatThePostProcessorPutsFirst(String postProcessor, String ids) {
    String json =
        "{\"post_processor\": %s, \"model\": {\"vocab\": {\"a\": 0}}}".formatted(postProcessor);
    assertThat(Vocabulary.parse(json.getBytes(StandardCharsets.UTF_8), "t").prefix())
        .extracting(String::valueOf)
        .isEqualTo(ids == null ? List.of() : List.of(ids));
  }

  @Test
  void findsTokensByTheirText() {
    Vocabulary vocabulary =
        Vocabulary.parse(BYTE_LEVEL.getBytes(StandardCharsets.UTF_8), "tokenizer.json");
    assertThat(vocabulary.find("<|end|>")).containsExactly(0);
    assertThat(vocabulary.find(" a")).containsExactly(4);
    assertThat(vocabulary.find("no such")).isEmpty();
    assertThat(vocabulary.isSpecial(0)).isTrue();
    assertThat(vocabulary.isSpecial(4)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | tokenizer.json is not valid JSON: ",
        "[] | tokenizer.json is not a tokenizer: \"model.vocab\" is missing",
        "{\"model\": {}} | tokenizer.json is not a tokenizer: \"model.vocab\" is missing",
        "{\"model\": {\"vocab\": {\"a\": -1}}} | tokenizer.json is not a tokenizer: a token has the id -1",
        "{\"model\": {\"vocab\": {\"a\": \"x\"}}} | tokenizer.json is not a tokenizer: a token has the id \"x\"",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{}]} | tokenizer.json is not a tokenizer: a token has the id (none)",
        "{\"model\": {\"type\": \"NoSuch\", \"vocab\": {\"a\": 0}}} | tokenizer.json is not a tokenizer: "
      })
  void explainsBrokenFiles(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(message);
  }

  private static TextTokenizer parse(String json) {
    return TextTokenizer.parse(json.getBytes(StandardCharsets.UTF_8), "tokenizer.json");
  }

  private static String pieces(TextTokenizer tokenizer, String text) {
    return Arrays.stream(tokenizer.encode(text))
        .mapToObj(tokenizer::display)
        .collect(Collectors.joining("|"));
  }
}
