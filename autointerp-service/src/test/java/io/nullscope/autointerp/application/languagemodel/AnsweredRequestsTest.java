package io.nullscope.autointerp.application.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.messaging.StepProgress;
import io.nullscope.study.DialectSpec.AnswerForm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AnsweredRequestsTest {
  @Test
  void countsAnswersOfAllModelsAgainstWhatIsExpectedOrAsked() {
    List<String> heard = new ArrayList<>();
    List<AnsweredRequests> counted = new ArrayList<>();
    StepProgress.tell(
        (done, total, unit) -> heard.add(done + "/" + total + " " + unit),
        () -> counted.add(new AnsweredRequests(2)));
    ChatModel explainer = counted.get(0).of(new MadeUpModel());
    ChatModel judge = counted.get(0).of(new MadeUpModel());

    explainer.ask(null, null);
    judge.ask(null, null);
    judge.ask(null, null);

    assertThat(heard).containsExactly("1/2 requests", "2/2 requests", "3/3 requests");
  }

  @Test
  void aRevisionCountsNothingTwice() {
    List<String> heard = new ArrayList<>();
    List<AnsweredRequests> counted = new ArrayList<>();
    StepProgress.tell(
        (done, total, unit) -> heard.add(done + "/" + total),
        () -> counted.add(new AnsweredRequests(2)));
    ChatModel judge = counted.get(0).of(new MadeUpModel());

    judge.ask(null, null);
    judge.ask(null, null);
    counted.get(0).startOver();
    judge.ask(null, null);
    judge.ask(null, null);

    assertThat(heard).containsExactly("1/2", "2/2", "1/2", "2/2");
  }

  private static final class MadeUpModel implements ChatModel {
    @Override
    public <T> CompletableFuture<Answer<T>> ask(
        ChatRequest request, Function<Completion, Answer<T>> reader) {
      return CompletableFuture.failedFuture(new IllegalStateException("an answer all the same"));
    }

    @Override
    public AnswerForm answers() {
      return AnswerForm.GRADES;
    }
  }
}
