package io.nullscope.autointerp.application.languagemodel;

import java.util.List;

/**
 * A reply of a language model, as the server sent it: untrusted text.
 *
 * @param text the reply; empty when there is none
 * @param finish why it ended
 * @param refused whether the model, or a filter before it, declined to answer
 * @param tokens the tokens of the reply with their alternatives; empty when the server gives no
 *     log-probabilities
 * @param inputTokens as the server counted them
 * @param outputTokens as the server counted them
 */
public record Completion(
    String text,
    Finish finish,
    boolean refused,
    List<Token> tokens,
    long inputTokens,
    long outputTokens) {

  /** Copies the list. */
  public Completion {
    tokens = List.copyOf(tokens);
  }

  /** Why a reply ended. */
  public enum Finish {
    /** The model was done. */
    STOP,
    /** The limit of output tokens was reached. */
    LENGTH,
    OTHER
  }

  /**
   * One token.
   *
   * @param text its text
   * @param alternatives the likeliest tokens at this place, itself included; empty for a token
   *     without a digit, since only digits are read
   */
  public record Token(String text, List<Alternative> alternatives) {

    /** Copies the list. */
    public Token {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * A token that could have stood at a place.
   *
   * @param logProbability natural logarithm, at most 0
   */
  public record Alternative(String text, double logProbability) {}
}
