package io.nullscope.cli.report;

import io.nullscope.study.Scorer;
import io.nullscope.study.StudySpec;
import io.nullscope.verdicts.MeasuredSpread;
import io.nullscope.verdicts.Spread;
import java.util.Arrays;
import java.util.List;

/** How much metrics vary between draws of a null: what is known before a study has run. */
public interface Variation {

  /**
   * One metric, as one number per draw of the planned study.
   *
   * @param metric versioned id
   * @param margin unless the study says another
   */
  record OfMetric(String metric, double margin, Spread spread) {}

  /** The metrics of which anything is known, in the study's size. */
  List<OfMetric> of(StudySpec spec, int saeSeeds, int hookPoints);

  /** Where it is from, for people. */
  String source(StudySpec spec);

  /** What the model that comes with Nullscope has shown. */
  static Variation measured() {
    return new Variation() {
      @Override
      public List<OfMetric> of(StudySpec spec, int saeSeeds, int hookPoints) {
        return Arrays.stream(MeasuredSpread.values())
            .filter(measured -> asked(spec, measured.metric()))
            .map(
                measured ->
                    new OfMetric(
                        measured.metric(),
                        measured.margin(),
                        measured.of(spec.autointerp().latents(), saeSeeds, hookPoints)))
            .toList();
      }

      @Override
      public String source(StudySpec spec) {
        return "Spreads are those of the demo's model (docs/verdicts.md), upper ends; other models, and the metrics not listed, have others: after a first study give its results with --from results.json.";
      }
    };
  }

  private static boolean asked(StudySpec spec, String metric) {
    return Arrays.stream(Scorer.values())
        .filter(scorer -> metric.startsWith(scorer.id() + "."))
        .allMatch(spec.autointerp().scorers()::contains);
  }
}
