package io.nullscope.metrics.domain;

import java.util.Locale;

/** The sentence of a verdict. Terminal, report and result files all show this one. */
final class VerdictSentence {

  private final Verdict verdict;
  private final Evidence evidence;
  private final boolean logarithmic;
  private final String unit;

  private VerdictSentence(Verdict verdict) {
    this.verdict = verdict;
    this.evidence = verdict.evidence();
    this.logarithmic =
        MetricId.find(verdict.metric()).map(id -> id.definition().logarithmic()).orElse(false);
    String ofMetric = MetricId.find(verdict.metric()).map(id -> id.definition().unit()).orElse("");
    String name = logarithmic || ofMetric.isEmpty() ? "" : " " + ofMetric;
    this.unit = verdict.hookPoint().equals(Subject.SLOPE) ? name + " per layer" : name;
  }

  static String of(Verdict verdict) {
    return new VerdictSentence(verdict).text();
  }

  private String text() {
    String text =
        switch (verdict.conclusion()) {
          case TRAINED_BETTER ->
              "%s, %s. This score sees something that was learned."
                  .formatted(difference(), whereTrainedLies());
          case NULL_BETTER ->
              "%s scores %s by %s: a %s value is no sign of learned structure."
                  .formatted(
                      capital(aNull()),
                      above() ? "lower" : "higher",
                      amountWithInterval(),
                      above() ? "low" : "high");
          case TRAINED_HIGHER, NULL_HIGHER ->
              ("%s, %s. The metric has no better side: the two differ, neither is more meaningful.")
                  .formatted(difference(), whereTrainedLies());
          case EQUIVALENT ->
              "Within ± %s%s of %s: does not tell the two apart%s."
                  .formatted(
                      number(evidence.margin()),
                      unit,
                      evidence.scope() == Scope.DRAWS ? "what a random draw gives" : "the null",
                      evidence.pAdjusted() < 0.05
                          ? " (a difference is detectable, but smaller than the margin)"
                          : "");
          case INCONCLUSIVE ->
              "%s could have found %s%s; less is open.%s"
                  .formatted(
                      design(),
                      number(evidence.detectable()),
                      unit,
                      evidence.scope() == Scope.DRAWS ? " Trained lies " + inRange() + "." : "");
          case UNREPLICATED ->
              "%s: these differ by %s. Whether others would is unknown."
                  .formatted(design(), amount(evidence.effect()));
          case NOT_COMPARABLE -> "Not comparable: " + verdict.reason() + ".";
          case NOT_TESTED -> "%s; no claim.".formatted(difference());
        };
    boolean said = verdict.reason().isEmpty() || verdict.conclusion() == Conclusion.NOT_COMPARABLE;
    return said ? text : text + " " + capital(verdict.reason()) + ".";
  }

  private boolean above() {
    return evidence.effect() > 0;
  }

  /** "0.041 above a random draw [0.022, 0.060]". */
  private String difference() {
    return "%s %s %s %s"
        .formatted(amount(evidence.effect()), above() ? "above" : "below", aNull(), interval());
  }

  private String aNull() {
    return evidence.scope() == Scope.DRAWS ? "a random draw" : "the null";
  }

  private String amountWithInterval() {
    return amount(evidence.effect()) + " " + interval();
  }

  /** Of the amount, so that a difference downwards has an interval above 0 as well. */
  private String interval() {
    double low = above() ? evidence.ciLow() : -evidence.ciHigh();
    double high = above() ? evidence.ciHigh() : -evidence.ciLow();
    return "[%s, %s]".formatted(signed(low), signed(high));
  }

  private String whereTrainedLies() {
    if (evidence.scope() != Scope.DRAWS) {
      return "over %s of these two models".formatted(count(evidence.saeSeeds(), "SAE seed"));
    }
    return inRange();
  }

  private String inRange() {
    boolean outside = evidence.rank() == 0 || evidence.rank() == evidence.draws();
    return outside
        ? "outside the range of all " + evidence.draws()
        : "inside the range of the %d draws".formatted(evidence.draws());
  }

  private String design() {
    return evidence.scope() == Scope.DRAWS
        ? count(evidence.draws(), "draw")
        : "%s, %s"
            .formatted(count(evidence.draws(), "draw"), count(evidence.saeSeeds(), "SAE seed"));
  }

  private static String count(int number, String what) {
    return number == 1 ? "1 " + what : number + " " + what + "s";
  }

  private String amount(double value) {
    return number(Math.abs(value)) + (logarithmic ? "" : unit);
  }

  private String signed(double value) {
    return value < 0 ? "−" + number(-value) : number(value);
  }

  /** Logarithms of ratios are read as percent more, or less. */
  private String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (logarithmic) {
      double share = above() ? Math.expm1(value) : -Math.expm1(-value);
      return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
