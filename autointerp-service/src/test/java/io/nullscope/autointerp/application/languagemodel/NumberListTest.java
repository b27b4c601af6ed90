package io.nullscope.autointerp.application.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.FailureReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberListTest {

  @Test
  void theLastListOfATextCountsWithWhereItsNumbersStand() {
    String text = "Not [0, 1, 1] but rather: [1,\n 0 , 10].";

    NumberList list = NumberList.of(text, 3, 10).orElseThrow();

    assertThat(list.values()).containsExactly(1, 0, 10);
    assertThat(list.offsets())
        .containsExactly(text.indexOf("1,\n"), text.indexOf("0 ,"), text.indexOf("10]"));
  }

  @Test
  void repeatedNumbersHavePlacesOfTheirOwn() {
    assertThat(NumberList.of("[1,1,11]", 3, 11).orElseThrow().offsets()).containsExactly(1, 3, 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"answers\": [[1,0]]} [done]",
        "[true, false]",
        "[\"1\",\"0\"]",
        "['1', '0']",
        "[1.0, 0.0]",
        " 1, 0\n",
        "```json\n[1, 0]\n```",
        "{\"answers\":[1,0]}",
        "[1,0]\n\nReason: texts [1] and [2] mention it; [0,0] would be wrong.",
        "<think>Perhaps [0,0]? Or [0,1].</think>\n[1,0] because [0,0] is not it",
        "The answer to [2] is no, so [1, 0]"
      })
  void whatIsClearIsRead(String text) {
    assertThat(values(text, 2, 1)).containsExactly(1, 0);
  }

  @Test
  void oneNumberIsNotMistakenForAReference() {
    assertThat(values("[2]\n\nThe others, [1] and [3], are alike.", 1, 5)).containsExactly(2);
    assertThat(values("[1] and [3] are alike, so it is [2]", 1, 5)).containsExactly(1);
    assertThat(values("Texts [1] and [3] are alike, so it is [2]", 1, 5)).containsExactly(2);
  }

  @Test
  void truthIsNoGrade() {
    assertThat(NumberList.of("[true,false]", 2, 10)).isEmpty();
  }

  private static List<Integer> values(String text, int count, int max) {
    return ((Answer.Given<NumberList>)
            NumberList.in(reply(text, Completion.Finish.STOP, false), count, max))
        .value()
        .values();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[1,]",
        "[,1]",
        "[yes, no]",
        "[0.5]",
        "[-1]",
        "[1 0]",
        "[1",
        "]1[",
        "[1234567]",
        "1 and 0",
        "[true1]"
      })
  void anythingElseIsNone(String text) {
    assertThat(NumberList.of(text, 2, 1)).isEmpty();
  }

  @Test
  void manyBracketsAreReadInLinearTime() {
    assertThat(NumberList.of("]".repeat(200_000) + "[".repeat(200_000), 2, 1)).isEmpty();
    assertThat(NumberList.of("[ ".repeat(200_000) + " ]".repeat(200_000), 2, 1)).isEmpty();
  }

  @Test
  void repliesFailForTheReasonThatComesFirst() {
    assertThat(failure(reply("[1,0]", Completion.Finish.STOP, true)))
        .isEqualTo(FailureReason.REFUSED);
    assertThat(failure(reply(" \n", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.NO_ANSWER);
    assertThat(failure(reply("So [1,0]", Completion.Finish.LENGTH, false)))
        .isEqualTo(FailureReason.CUT);
    assertThat(failure(reply("", Completion.Finish.LENGTH, false))).isEqualTo(FailureReason.CUT);
    assertThat(failure(reply("[1,2]", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.NOT_PARSED);
    assertThat(failure(reply("[1]", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.WRONG_COUNT);
    // What was cut came after the answer.
    assertThat(NumberList.in(reply("[1,0] beca", Completion.Finish.LENGTH, false), 2, 1))
        .isInstanceOf(Answer.Given.class);
    assertThat(NumberList.in(reply("[1,0]", Completion.Finish.STOP, false), 2, 1))
        .isInstanceOf(Answer.Given.class);
  }

  private static FailureReason failure(Completion reply) {
    return ((Answer.Failed<NumberList>) NumberList.in(reply, 2, 1)).reason();
  }

  private static Completion reply(String text, Completion.Finish finish, boolean refused) {
    return new Completion(text, finish, refused, List.of(), 1, 1);
  }
}
