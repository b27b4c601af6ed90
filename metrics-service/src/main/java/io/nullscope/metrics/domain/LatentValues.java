package io.nullscope.metrics.domain;

import static java.lang.Double.NaN;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Every interpretability metric that is a mean over latents, for one latent: rows of a table whose
 * columns are averaged.
 *
 * @param values metric to value; NaN where undefined for this latent
 * @param failures scorer to judgements left out of its main metric for want of a usable answer
 */
public record LatentValues(Map<MetricId, Double> values, Map<String, Integer> failures) {

  public LatentValues {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
    failures = Map.copyOf(failures);
  }

  /**
   * @throws IllegalArgumentException when the panel has a scorer that this version does not know
   */
  public static LatentValues of(ScoredLatent latent, Panel panel) {
    Collector collector = new Collector(latent, panel);
    panel.scorers().forEach(collector::scorer);
    return new LatentValues(collector.values, collector.failures);
  }

  /** NaN when the latent has no such value. */
  public double value(MetricId metric) {
    return values.getOrDefault(metric, NaN);
  }

  private static final class Collector {
    private final ScoredLatent latent;
    private final Panel panel;
    private final Map<MetricId, Double> values = new EnumMap<>(MetricId.class);
    private final Map<String, Integer> failures = new HashMap<>();

    Collector(ScoredLatent latent, Panel panel) {
      this.latent = latent;
      this.panel = panel;
    }

    void scorer(String scorer) {
      switch (scorer) {
        case Scorers.FUZZING, Scorers.DETECTION -> judged(scorer);
        case Scorers.EMBEDDING -> embedding();
        case Scorers.INTRUDER -> intruder();
        case Scorers.SIMULATION -> simulation();
        default ->
            throw new IllegalArgumentException(
                "unknown scorer '%s'; known are %s".formatted(scorer, Scorers.ALL));
      }
    }

    private void judged(String scorer) {
      Condition own = panel.main(scorer);
      LatentScore score = LatentScore.of(latent, own);
      double auroc = score.auroc(FailedAnswers.DROPPED);
      failures.put(scorer, score.failures());
      values.put(MetricId.auroc(scorer), auroc);
      values.put(MetricId.balancedAccuracy(scorer), score.balancedAccuracy());
      values.put(
          MetricId.auroc(scorer, FailedAnswers.LOWEST_RANK),
          score.auroc(FailedAnswers.LOWEST_RANK));
      values.put(
          MetricId.auroc(scorer, FailedAnswers.ONE_HALF), score.auroc(FailedAnswers.ONE_HALF));
      for (String kind : panel.hardNegatives()) {
        LatentScore against = LatentScore.of(latent, own.against(kind));
        values.put(
            MetricId.auroc(scorer, kind),
            kind.equals(TestWindow.SAME_TOKEN)
                ? against.aurocWithinTokens()
                : against.auroc(FailedAnswers.DROPPED));
      }
      values.put(MetricId.shuffledAuroc(scorer), auroc(own.withShuffledExplanation()));
      panel
          .baseline(scorer)
          .ifPresent(
              condition -> {
                LatentScore baseline = LatentScore.of(latent, condition);
                values.put(MetricId.baselineAuroc(scorer), baseline.auroc(FailedAnswers.DROPPED));
                // Windows on which the language model failed would count for one side only.
                values.put(
                    MetricId.overBaseline(scorer),
                    auroc - baseline.where(score).auroc(FailedAnswers.DROPPED));
              });
    }

    private void embedding() {
      Condition own = panel.main(Scorers.EMBEDDING);
      LatentScore score = LatentScore.of(latent, own);
      failures.put(Scorers.EMBEDDING, score.failures());
      values.put(MetricId.EMBEDDING_AUROC, score.auroc(FailedAnswers.DROPPED));
      values.put(MetricId.EMBEDDING_SHUFFLED_AUROC, auroc(own.withShuffledExplanation()));
    }

    private double auroc(Condition condition) {
      return LatentScore.of(latent, condition).auroc(FailedAnswers.DROPPED);
    }

    private void intruder() {
      List<IntruderTrial> own = trials(panel.judge());
      double accuracy = accuracy(own);
      values.put(MetricId.INTRUDER_ACCURACY, accuracy);
      panel
          .baseline()
          .ifPresent(
              judge -> {
                List<IntruderTrial> baseline = trials(judge);
                // The n-th trial is the same one for every judge.
                List<IntruderTrial> same =
                    IntStream.range(0, Math.min(own.size(), baseline.size()))
                        .filter(n -> !own.get(n).failed())
                        .mapToObj(baseline::get)
                        .toList();
                values.put(MetricId.INTRUDER_LEXICAL_ACCURACY, accuracy(baseline));
                values.put(MetricId.INTRUDER_OVER_LEXICAL, accuracy - accuracy(same));
              });
    }

    private List<IntruderTrial> trials(String judge) {
      return latent.intruderTrials().stream().filter(trial -> trial.judge().equals(judge)).toList();
    }

    /** The share of right ones among the trials with a usable answer; NaN without one. */
    private static double accuracy(List<IntruderTrial> trials) {
      return trials.stream()
          .filter(trial -> !trial.failed())
          .mapToDouble(trial -> trial.right() ? 1 : 0)
          .average()
          .orElse(NaN);
    }

    private void simulation() {
      double own = correlation(panel.judge(), false);
      values.put(MetricId.SIMULATION_CORRELATION, own);
      values.put(MetricId.SIMULATION_SHUFFLED_CORRELATION, correlation(panel.judge(), true));
      panel
          .baseline()
          .ifPresent(
              judge -> {
                double baseline = correlation(judge, false);
                values.put(MetricId.SIMULATION_LEXICAL_CORRELATION, baseline);
                values.put(MetricId.SIMULATION_OVER_LEXICAL, own - baseline);
              });
    }

    private double correlation(String judge, boolean shuffled) {
      return latent.simulations().stream()
          .filter(simulation -> simulation.judge().equals(judge))
          .filter(simulation -> simulation.shuffled() == shuffled)
          .mapToDouble(Simulation::correlation)
          .findFirst()
          .orElse(NaN);
    }
  }
}
