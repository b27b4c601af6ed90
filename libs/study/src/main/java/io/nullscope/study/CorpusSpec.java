package io.nullscope.study;

import java.util.Objects;

/**
 * The text, and how many tokens of it each purpose gets. The three ranges never share a document.
 *
 * @param source {@code file:PATH}; JSON lines, or plain text
 * @param textField field of each JSON line that holds the text
 * @param startToken the token that begins every document
 * @param contextLength tokens in a context window
 * @param trainTokens distinct tokens that SAEs are trained on
 * @param evalTokens tokens for reconstruction metrics and cross-entropy
 * @param interpTokens tokens for explanations and their tests
 */
public record CorpusSpec(
    String source,
    String textField,
    StartTokenSpec startToken,
    int contextLength,
    long trainTokens,
    long evalTokens,
    long interpTokens) {
  public static final String DEFAULT_TEXT_FIELD = "text";
  public static final int DEFAULT_CONTEXT_LENGTH = 128;

  public CorpusSpec {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(textField, "textField");
    Objects.requireNonNull(startToken, "startToken");
    Require.atLeast(1, contextLength, "corpus.contextLength");
    Require.atLeast(1, trainTokens, "corpus.trainTokens");
    Require.atLeast(1, evalTokens, "corpus.evalTokens");
    Require.atLeast(1, interpTokens, "corpus.interpTokens");
  }
}
