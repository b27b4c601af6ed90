package io.nullscope.autointerp.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeFailureTest {

  @Test
  void quotesTheServerAndSaysWhatToDo() {
    LanguageModelReport report =
        new LanguageModelReport(
            "m",
            List.of(),
            new LanguageModelUsage(
                9, 0, 0, Map.of(FailureReason.TOO_LONG, 4L, FailureReason.TIMEOUT, 1L), 0));

    assertThat(
            JudgeFailure.of(
                "explainer", report, Map.of(FailureReason.TOO_LONG, "the context is 512 tokens.")))
        .hasMessage(
            "The explainer m gave no answer of use: 5 of 9 requests failed (4 too-long, 1 timeout);"
                + " last: the context is 512 tokens. Prompts are too long for it: give it a longer"
                + " context, or lower explanationWindows or judge.examplesPerPrompt. Then run the"
                + " study again: only what failed is asked again");
  }
}
