package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.Learned;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many scores see what was learned: primary metrics with a direction, over all hook points,
 * against every null of the weights. Directions are never counted alike.
 *
 * @param better better for trained than for every weight null
 * @param nullBetter better for some weight null
 * @param equivalent equivalent to some weight null, worse than none
 * @param open anything else that was compared
 * @param notComparable with no weight null comparable
 */
public record Headline(int better, int nullBetter, int equivalent, int open, int notComparable) {

  /** The headline of each SAE configuration that has scores. */
  public static Map<String, Headline> of(List<Verdict> verdicts) {
    Map<String, Headline> headlines = new LinkedHashMap<>();
    for (String sae : verdicts.stream().map(Verdict::sae).distinct().toList()) {
      Headline headline = of(verdicts, sae);
      if (headline.scores() > 0) {
        headlines.put(sae, headline);
      }
    }
    return headlines;
  }

  private static Headline of(List<Verdict> verdicts, String sae) {
    Map<String, List<Conclusion>> byMetric = new LinkedHashMap<>();
    verdicts.stream()
        .filter(verdict -> verdict.sae().equals(sae) && verdict.nullSae().isEmpty())
        .filter(verdict -> verdict.hookPoint().equals(Subject.ALL))
        .filter(verdict -> isScore(verdict) && isWeightNull(verdict.variant()))
        .forEach(
            verdict ->
                byMetric
                    .computeIfAbsent(verdict.metric(), metric -> new ArrayList<>())
                    .add(verdict.conclusion()));
    Headline headline = new Headline(0, 0, 0, 0, 0);
    for (List<Conclusion> conclusions : byMetric.values()) {
      headline = headline.with(conclusions);
    }
    return headline;
  }

  private Headline with(List<Conclusion> all) {
    List<Conclusion> compared =
        all.stream().filter(conclusion -> conclusion != Conclusion.NOT_COMPARABLE).toList();
    if (compared.isEmpty()) {
      return new Headline(better, nullBetter, equivalent, open, notComparable + 1);
    }
    if (compared.contains(Conclusion.NULL_BETTER)) {
      return new Headline(better, nullBetter + 1, equivalent, open, notComparable);
    }
    if (all.stream().allMatch(conclusion -> conclusion == Conclusion.TRAINED_BETTER)) {
      return new Headline(better + 1, nullBetter, equivalent, open, notComparable);
    }
    if (compared.contains(Conclusion.EQUIVALENT)) {
      return new Headline(better, nullBetter, equivalent + 1, open, notComparable);
    }
    return new Headline(better, nullBetter, equivalent, open + 1, notComparable);
  }

  private static boolean isScore(Verdict verdict) {
    return verdict.subject().role() == MetricRole.PRIMARY
        && MetricId.find(verdict.metric())
            .filter(metric -> metric.definition().learned() != Learned.NONE)
            .isPresent();
  }

  /** A null whose weights have learned nothing, or less; not one that changes the input alone. */
  static boolean isWeightNull(String variant) {
    return switch (VariantKind.fromId(variant).treatment()) {
      case TRAINED, CONTROL, TOKEN_SHUFFLED -> false;
      case STEP0,
          RERANDOMIZED_INCL_EMBEDDINGS,
          RERANDOMIZED_EXCL_EMBEDDINGS,
          PERMUTED,
          SPECTRUM,
          CASCADING_TOP,
          CASCADING_BOTTOM ->
          true;
    };
  }

  /** All scores that were compared with a weight null. */
  public int scores() {
    return better + nullBetter + equivalent + open + notComparable;
  }

  /** "Of 9 scores, 0 are better for trained than for every weight null, …". */
  public String sentence() {
    return "Of %d scores, %d %s better for trained than for every weight null, %d better for a null, %d equivalent, %d open%s."
        .formatted(
            scores(),
            better,
            better == 1 ? "is" : "are",
            nullBetter,
            equivalent,
            open,
            notComparable > 0 ? ", %d not comparable".formatted(notComparable) : "");
  }
}
