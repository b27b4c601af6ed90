package io.nullscope.transformer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.study.StartTokenSpec;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.transformer.TransformerConfig;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start token of a study on a model with the special tokens 0 and 1, and the words 2 and 3. */
class DocumentStartTest {

  private static final StartTokenSpec AUTO = StartTokenSpec.Rule.AUTO;

  private static DocumentStart start(StartTokenSpec setting, String prefix, String stated) {
    String template =
        """
        {"type": "TemplateProcessing", "single": [%s {"Sequence": {"id": "A", "type_id": 0}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                            "<e>": {"id": "<e>", "ids": [1], "tokens": ["<e>"]},
                            "the": {"id": "the", "ids": [2], "tokens": ["the"]}}}
        """
            .formatted(prefix);
    String tokenizer =
        """
        {"added_tokens": [{"id": 0, "content": "<s>", "special": true}, {"id": 1, "content": "<e>", "special": true}],
         "post_processor": %s, "model": {"vocab": {"<s>": 0, "<e>": 1, "the": 2, "\u2581the": 3, "dog": 4, "\u2581dog": 5}}}
        """
            .formatted(template);
    String config =
        """
        {"model_type": "gpt2", "n_embd": 8, "n_head": 2, "n_layer": 1, "vocab_size": 6, "n_positions": 16,
         "activation_function": "gelu_new", "initializer_range": 0.02, "bos_token_id": %s}
        """
            .formatted(stated);
    return DocumentStart.of(
        setting,
        Vocabulary.parse(tokenizer.getBytes(StandardCharsets.UTF_8), "tokenizer.json"),
        TransformerConfig.parse(config.getBytes(StandardCharsets.UTF_8), "config.json"));
  }

  private static String piece(String token) {
    return "{\"SpecialToken\": {\"id\": \"%s\", \"type_id\": 0}},".formatted(token);
  }

  @ParameterizedTest
  @CsvSource({"0", "null"})
  void autoIsWhatTheTokenizerPutsFirst(String stated) {
    assertThat(start(AUTO, piece("<s>"), stated))
        .isEqualTo(new DocumentStart(OptionalInt.of(0), Optional.empty()));
  }

  @Test
  void autoIsNothingWhereNeitherTokenizerNorConfigurationNamesAToken() {
    assertThat(start(AUTO, "", "null"))
        .isEqualTo(new DocumentStart(OptionalInt.empty(), Optional.empty()));
  }

  @Test
  void autoWarnsWhereOnlyTheConfigurationNamesAToken() {
    DocumentStart start = start(AUTO, "", "1");

    assertThat(start.token()).isEmpty();
    assertThat(start.warning().orElseThrow())
        .contains("without a start token", "config.json names 1 '<e>'", "corpus.startToken: 1");
  }

  @Test
  void autoWarnsWhereTheTwoDiffer() {
    DocumentStart start = start(AUTO, piece("<s>"), "4");

    assertThat(start.token()).hasValue(0);
    assertThat(start.warning().orElseThrow())
        .contains("begin with 0 '<s>'", "config.json names 4 'dog'");
  }

  @Test
  void anOrdinaryWordIsNotTakenInSilence() {
    assertThat(start(AUTO, piece("the"), "null").warning().orElseThrow())
        .contains("2 'the'", "ordinary token");
    DocumentStart chosen = start(new StartTokenSpec.Id(4), piece("<s>"), "0");
    assertThat(chosen.token()).hasValue(4);
    assertThat(chosen.warning().orElseThrow()).contains("4 'dog'", "ordinary token");
  }

  @Test
  void aStudyMayChoose() {
    assertThat(start(StartTokenSpec.Rule.NONE, piece("<s>"), "0"))
        .isEqualTo(new DocumentStart(OptionalInt.empty(), Optional.empty()));
    assertThat(start(new StartTokenSpec.Id(1), piece("<s>"), "0"))
        .isEqualTo(new DocumentStart(OptionalInt.of(1), Optional.empty()));
    assertThat(start(new StartTokenSpec.Text("<e>"), "", "null"))
        .isEqualTo(new DocumentStart(OptionalInt.of(1), Optional.empty()));
    assertThat(start(new StartTokenSpec.Text(" dog"), "", "null").token()).hasValue(5);
  }

  @Test
  void refusesATokenThatTheModelDoesNotHave() {
    assertThatThrownBy(() -> start(new StartTokenSpec.Id(6), "", "null"))
        .isInstanceOfSatisfying(
            StudyMismatchException.class,
            e -> assertThat(e.code()).isEqualTo("INVALID_START_TOKEN"))
        .hasMessage(
            "corpus.startToken: the model has no token 6, its ids are 0 to 5; write a token's id,"
                + " or none");
    assertThatThrownBy(() -> start(new StartTokenSpec.Text("<bos>"), "", "null"))
        .hasMessageContaining("no token '<bos>'");
    assertThatThrownBy(() -> start(AUTO, piece("<s>") + piece("<e>"), "null"))
        .hasMessageContaining("puts the tokens [0, 1] before a text");
  }
}
