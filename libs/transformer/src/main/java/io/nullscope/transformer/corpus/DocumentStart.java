package io.nullscope.transformer.corpus;

import io.nullscope.study.StartTokenSpec;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.transformer.TransformerConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What begins every document of a study on a model. The model's tokenizer decides as a rule: what
 * it puts before a text is what the model has seen there. (Its {@code config.json} often names a
 * token that no text began with.)
 *
 * @param token empty: documents follow each other without a mark
 * @param warning what a user should know about it
 */
public record DocumentStart(OptionalInt token, Optional<String> warning) {

  /**
   * Finds the token.
   *
   * @param setting what the study says
   * @param vocabulary of the model's tokenizer
   * @throws StudyMismatchException INVALID_START_TOKEN when the model has no such token, or what
   *     the tokenizer puts before a text is more than one
   */
  public static DocumentStart of(
      StartTokenSpec setting, Vocabulary vocabulary, TransformerConfig config) {
    if (setting instanceof StartTokenSpec.Id id) {
      return chosen(id.value(), vocabulary, config);
    }
    if (setting instanceof StartTokenSpec.Text text) {
      return chosen(find(text.value(), vocabulary), vocabulary, config);
    }
    return setting == StartTokenSpec.Rule.NONE
        ? new DocumentStart(OptionalInt.empty(), Optional.empty())
        : ofTokenizer(vocabulary, config);
  }

  private static int find(String text, Vocabulary vocabulary) {
    List<Integer> ids = vocabulary.find(text);
    if (ids.size() != 1) {
      throw invalid(
          ids.isEmpty()
              ? "the model's tokenizer has no token '%s'".formatted(text)
              : "the model's tokenizer has several tokens '%s', %s".formatted(text, ids));
    }
    return ids.get(0);
  }

  private static DocumentStart chosen(int id, Vocabulary vocabulary, TransformerConfig config) {
    requireRow(id, config);
    return new DocumentStart(
        OptionalInt.of(id),
        vocabulary.isSpecial(id)
            ? Optional.empty()
            : Optional.of(
                "documents begin with %s, which is an ordinary token of the model"
                    .formatted(named(id, vocabulary))));
  }

  private static DocumentStart ofTokenizer(Vocabulary vocabulary, TransformerConfig config) {
    List<Integer> prefix = vocabulary.prefix();
    OptionalInt stated = config.bosTokenId();
    if (prefix.isEmpty()) {
      return new DocumentStart(
          OptionalInt.empty(),
          stated.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  "documents begin without a start token, as the model's tokenizer puts none before a text, though its config.json names %s (bos_token_id); corpus.startToken: %d begins each with it"
                      .formatted(named(stated.getAsInt(), vocabulary), stated.getAsInt())));
    }
    if (prefix.size() > 1) {
      throw invalid(
          "the model's tokenizer puts the tokens %s before a text, and a document begins with one at most"
              .formatted(prefix));
    }
    int id = prefix.get(0);
    DocumentStart start = chosen(id, vocabulary, config);
    return stated.isEmpty() || stated.getAsInt() == id
        ? start
        : new DocumentStart(
            OptionalInt.of(id),
            Optional.of(
                "documents begin with %s, as the model's tokenizer has it, though its config.json names %s (bos_token_id); corpus.startToken: %d begins each with that"
                    .formatted(
                        named(id, vocabulary),
                        named(stated.getAsInt(), vocabulary),
                        stated.getAsInt())));
  }

  private static void requireRow(int id, TransformerConfig config) {
    if (id >= config.vocabularySize()) {
      throw invalid(
          "the model has no token %d, its ids are 0 to %d"
              .formatted(id, config.vocabularySize() - 1));
    }
  }

  private static String named(int id, Vocabulary vocabulary) {
    return "%d '%s'".formatted(id, vocabulary.display(id));
  }

  private static StudyMismatchException invalid(String problem) {
    return new StudyMismatchException(
        "INVALID_START_TOKEN", "corpus.startToken", problem, "write a token's id, or none");
  }
}
