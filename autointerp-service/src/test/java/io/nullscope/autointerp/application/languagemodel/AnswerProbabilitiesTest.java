package io.nullscope.autointerp.application.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerProbabilitiesTest {

  private static final double EXACT = 1e-12;

  @Test
  void theScoreIsTheShareOfTheOne() {
    Optional<List<Double>> scores =
        scores(
            2,
            token("["),
            token("1", "1", 0.6, "0", 0.2),
            token(","),
            token("0", "0", 0.9, "1", 0.05),
            token("]"));

    assertThat(scores.orElseThrow().get(0)).isCloseTo(0.6 / 0.8, within(EXACT));
    assertThat(scores.orElseThrow().get(1)).isCloseTo(0.05 / 0.95, within(EXACT));
  }

  @Test
  void tokensMayCarryBracketsAndCommas() {
    Optional<List<Double>> scores =
        scores(
            2,
            token("[1", "[1", 0.7, "[0", 0.1, "Sure", 0.2),
            token(", 0", ", 0", 0.5, ", 1", 0.25, ",1", 0.25),
            token("]"));

    assertThat(scores.orElseThrow().get(0)).isCloseTo(0.7 / 0.8, within(EXACT));
    assertThat(scores.orElseThrow().get(1)).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void severalAnswersInOneTokenAreToldApart() {
    Optional<List<Double>> scores =
        scores(2, token("["), token("0,1", "0,1", 0.5, "0,0", 0.25, "1,1", 0.25), token("]"));

    assertThat(scores.orElseThrow().get(0)).isCloseTo(0.25, within(EXACT));
    // Of the alternatives that begin with the same answer.
    assertThat(scores.orElseThrow().get(1)).isCloseTo(0.5 / 0.75, within(EXACT));
  }

  @Test
  void anEarlierListDoesNotCount() {
    Optional<List<Double>> scores =
        scores(1, token("Not [0] but "), token("["), token("1", "1", 0.9, "0", 0.1), token("]"));

    assertThat(scores.orElseThrow()).hasSize(1);
    assertThat(scores.orElseThrow().get(0)).isCloseTo(0.9, within(EXACT));
  }

  @Test
  void withoutProbabilitiesThereIsNoScore() {
    assertThat(scores(1, token("["), token("1"), token("]"))).isEmpty();
    assertThat(AnswerProbabilities.of(reply("[1]"), NumberList.of("[1]", 1, 1).orElseThrow()))
        .isEmpty();
  }

  @Test
  void tokensThatSaySomethingElseThanTheTextAreNotBelieved() {
    Completion reply = reply("[1]", token("["), token("0", "0", 0.9, "1", 0.1), token("]"));

    assertThat(AnswerProbabilities.of(reply, NumberList.of("[1]", 1, 1).orElseThrow())).isEmpty();
  }

  private static Optional<List<Double>> scores(int count, Completion.Token... tokens) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(tokens).forEach(token -> text.append(token.text()));
    NumberList last = NumberList.of(text.toString(), count, 1).orElseThrow();
    return AnswerProbabilities.of(reply(text.toString(), tokens), last);
  }

  private static Completion reply(String text, Completion.Token... tokens) {
    return new Completion(text, Completion.Finish.STOP, false, List.of(tokens), 1, 1);
  }

  private static Completion.Token token(String text, Object... alternatives) {
    List<Completion.Alternative> list = new java.util.ArrayList<>();
    for (int i = 0; i < alternatives.length; i += 2) {
      list.add(
          new Completion.Alternative(
              (String) alternatives[i], Math.log((Double) alternatives[i + 1])));
    }
    return new Completion.Token(text, list);
  }
}
