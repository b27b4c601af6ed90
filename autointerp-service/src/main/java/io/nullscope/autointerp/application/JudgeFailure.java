package io.nullscope.autointerp.application;

import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LanguageModelReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Says that a language model was of no use at all, why, and what to do. */
final class JudgeFailure {

  private JudgeFailure() {}

  /**
   * The failure of a step.
   *
   * @param role explainer or judge
   * @param report what was asked
   * @param said what servers said last, by reason
   */
  static LanguageModelException of(
      String role, LanguageModelReport report, Map<FailureReason, String> said) {
    Map<FailureReason, Long> failures = report.usage().failures();
    List<FailureReason> reasons =
        failures.keySet().stream()
            .sorted(
                Comparator.comparing((FailureReason reason) -> -failures.get(reason))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    long failed = failures.values().stream().mapToLong(Long::longValue).sum();
    StringJoiner counted = new StringJoiner(", ");
    reasons.forEach(reason -> counted.add(failures.get(reason) + " " + reason.id()));
    StringBuilder message = new StringBuilder();
    message.append(
        "The %s %s gave no answer of use: %d of %d requests failed (%s)"
            .formatted(role, report.model(), failed, report.usage().requests(), counted));
    FailureReason most = reasons.isEmpty() ? FailureReason.NO_ANSWER : reasons.get(0);
    if (said.containsKey(most)) {
      message.append("; last: ").append(said.get(most).replaceFirst("\\.+$", ""));
    }
    message
        .append(". ")
        .append(advice(most))
        .append(". Then run the study again: only what failed is asked again");
    return new LanguageModelException(
        LanguageModelException.Problem.JUDGE_FAILED,
        message.toString(),
        reasons.stream().anyMatch(JudgeFailure::passesBySoon));
  }

  /** A server that was too slow for the study stays so. */
  private static boolean passesBySoon(FailureReason reason) {
    return reason.isPassing()
        && reason != FailureReason.TIMEOUT
        && reason != FailureReason.REJECTED;
  }

  private static String advice(FailureReason reason) {
    return switch (reason) {
      case CUT ->
          "Its replies were cut before the answer: give it room to think (thinkingTokens), or"
              + " switch thinking off (requestFields)";
      case PROMPT_CUT ->
          "The server cuts prompts that are longer than its context: start it with a longer one, or"
              + " set contextTokens if it does not";
      case TOO_LONG ->
          "Prompts are too long for it: give it a longer context, or lower explanationWindows or"
              + " judge.examplesPerPrompt";
      case REFUSED -> "It, or a filter before it, refuses the text: choose another model or server";
      case NOT_PARSED, WRONG_COUNT, NO_ANSWER ->
          "It does not answer in the form that was asked for: choose a model that follows"
              + " instructions, or set jsonSchema: true or examplesPerPrompt: 1";
      case REJECTED ->
          "See what the server says, and the settings by which servers differ (outputLimit,"
              + " instructions, answers, requestFields)";
      case TIMEOUT ->
          "Raise autointerp.requests.timeoutSeconds, or lower autointerp.requests.concurrency";
      case RATE_LIMITED ->
          "Lower autointerp.requests.concurrency, or raise autointerp.requests.attempts";
      case CONNECTION, SERVER_ERROR -> "Check that the server runs and is not overloaded";
      case NO_LOG_PROBABILITIES, NO_EXPLANATION -> "See the explanations";
    };
  }
}
