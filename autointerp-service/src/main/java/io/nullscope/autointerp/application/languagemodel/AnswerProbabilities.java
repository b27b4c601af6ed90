package io.nullscope.autointerp.application.languagemodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How sure a model is of each 1 or 0 of its list: p₁ / (p₀ + p₁), where pₐ sums the probabilities
 * of the tokens that could have stood at the answer's place and say a.
 *
 * <p>Tokens may carry brackets, commas, spaces or several digits ({@code "[1"}, {@code ", 0"},
 * {@code "01"}). What an alternative says about the n-th digit of the token it would replace is its
 * own n-th digit, provided that those before are the same.
 */
final class AnswerProbabilities {

  private AnswerProbabilities() {}

  /**
   * Scores the answers.
   *
   * @param list the 1s and 0s, as read from the text of the reply
   * @return a score in [0, 1] for each; empty when the tokens do not add up to that list or have no
   *     probabilities
   */
  static Optional<List<Double>> of(Completion reply, NumberList list) {
    StringBuilder text = new StringBuilder();
    reply.tokens().forEach(token -> text.append(token.text()));
    Optional<NumberList> spoken = NumberList.of(text.toString(), list.values().size(), 1);
    if (spoken.isEmpty() || !spoken.get().values().equals(list.values())) {
      return Optional.empty();
    }
    List<Double> scores = new ArrayList<>();
    int token = 0;
    int begin = 0;
    for (int offset : spoken.get().offsets()) {
      while (begin + reply.tokens().get(token).text().length() <= offset) {
        begin += reply.tokens().get(token).text().length();
        token++;
      }
      Optional<Double> score = score(reply.tokens().get(token), offset - begin);
      if (score.isEmpty()) {
        return Optional.empty();
      }
      scores.add(score.get());
    }
    return Optional.of(scores);
  }

  private static Optional<Double> score(Completion.Token token, int at) {
    String before = digits(token.text().substring(0, at));
    double no = 0;
    double yes = 0;
    for (Completion.Alternative alternative : token.alternatives()) {
      String digits = digits(alternative.text());
      if (digits.startsWith(before + '0')) {
        no += Math.exp(alternative.logProbability());
      } else if (digits.startsWith(before + '1')) {
        yes += Math.exp(alternative.logProbability());
      }
    }
    return no + yes > 0 ? Optional.of(yes / (no + yes)) : Optional.empty();
  }

  private static String digits(String text) {
    StringBuilder digits = new StringBuilder();
    text.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
    return digits.toString();
  }
}
