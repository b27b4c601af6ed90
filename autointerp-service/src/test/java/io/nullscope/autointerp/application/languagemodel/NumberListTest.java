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
    String text = "Not [0, 1] but rather: [1,\n 0 , 10].";

    NumberList list = NumberList.last(text).orElseThrow();

    assertThat(list.values()).containsExactly(1, 0, 10);
    assertThat(list.offsets())
        .containsExactly(text.indexOf("1,\n"), text.indexOf("0 ,"), text.indexOf("10]"));
  }

  @Test
  void repeatedNumbersHavePlacesOfTheirOwn() {
    assertThat(NumberList.last("[1,1,11]").orElseThrow().offsets()).containsExactly(1, 3, 5);
  }

  @Test
  void aListInAListOrBeforeOtherBracketsIsFound() {
    assertThat(NumberList.last("{\"answers\": [[1,0]]} [done]").orElseThrow().values())
        .containsExactly(1, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1, 0",
        "[]",
        "[1,]",
        "[,1]",
        "[yes, no]",
        "[0.5]",
        "[-1]",
        "[1 0]",
        "[1",
        "]1[",
        "[1234567]"
      })
  void anythingElseIsNone(String text) {
    assertThat(NumberList.last(text)).isEmpty();
  }

  @Test
  void manyBracketsAreReadInLinearTime() {
    assertThat(NumberList.last("]".repeat(200_000) + "[".repeat(200_000))).isEmpty();
  }

  @Test
  void repliesFailForTheReasonThatComesFirst() {
    assertThat(failure(reply("[1,0]", Completion.Finish.STOP, true)))
        .isEqualTo(FailureReason.REFUSED);
    assertThat(failure(reply(" \n", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.NO_ANSWER);
    assertThat(failure(reply("[1,0]", Completion.Finish.LENGTH, false)))
        .isEqualTo(FailureReason.NOT_PARSED);
    assertThat(failure(reply("[1,2]", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.NOT_PARSED);
    assertThat(failure(reply("[1]", Completion.Finish.STOP, false)))
        .isEqualTo(FailureReason.WRONG_COUNT);
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
