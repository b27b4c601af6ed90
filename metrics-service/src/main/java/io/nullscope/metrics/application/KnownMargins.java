package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.study.InvalidStudyException;
import io.nullscope.study.SpecError;
import io.nullscope.study.StudySpec;
import io.nullscope.study.Suggestion;
import java.util.Arrays;
import java.util.List;

/**
 * Margins are set by the ids of metrics, which the reader of study files does not know: a margin of
 * a metric that there is not would change nothing, in silence.
 */
final class KnownMargins {

  private static final List<String> METRICS =
      Arrays.stream(MetricId.values())
          .filter(metric -> hasMargin(metric.definition().role()))
          .map(MetricId::id)
          .toList();

  private KnownMargins() {}

  private static boolean hasMargin(MetricRole role) {
    return role.compared() || role == MetricRole.CONTROL;
  }

  /**
   * The same study.
   *
   * @throws InvalidStudyException when it sets a margin of a metric that is not compared
   */
  static StudySpec require(StudySpec spec) {
    List<SpecError> errors =
        spec.statistics().margins().keySet().stream()
            .filter(metric -> !METRICS.contains(metric))
            .map(
                metric ->
                    new SpecError(
                        "statistics.margins." + metric,
                        0,
                        "there is no such metric to compare",
                        Suggestion.of(metric, METRICS)))
            .toList();
    if (!errors.isEmpty()) {
      throw new InvalidStudyException(errors);
    }
    return spec;
  }
}
