package io.nullscope.cli.report;

import io.nullscope.cli.progress.WrappedText;
import io.nullscope.study.CellKey;
import io.nullscope.study.NullDesign;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import io.nullscope.verdicts.SampledUnits;
import io.nullscope.verdicts.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the verdicts about drawn nulls could find, over all hook points, and what one more draw, or
 * more latents or text, would buy. All numbers in units of the metric, reached in 80 % of studies.
 */
public final class PowerTable {

  /** R², cross-entropy recovered, alive share, token entropy. */
  private static final int PRIMARY_WITHOUT_SCORES = 4;

  /** Downstream effect over a random direction, context reach. */
  private static final int PRIMARY_OF_PROBES = 2;

  /** More are not advised: power has long levelled off. */
  private static final int MOST_DRAWS = 20;

  private static final int MOST_LATENTS_FACTOR = 64;
  private static final String NOTHING = "–";

  private final StudySpec spec;
  private final int draws;
  private final double level;
  private final double family;
  private final int hookPoints;
  private final List<Variation.OfMetric> metrics;

  private PowerTable(StudySpec spec, StudyPlan plan, Variation variation) {
    this.spec = spec;
    this.draws = spec.variantSeeds().size();
    this.level = 1 - spec.statistics().confidence();
    this.family =
        PRIMARY_WITHOUT_SCORES
            + (spec.probes().enabled() ? PRIMARY_OF_PROBES : 0)
            + spec.autointerp().scores();
    this.hookPoints = (int) plan.cells().stream().map(CellKey::hookPoint).distinct().count();
    this.metrics = variation.of(spec, fewestSeeds(spec), hookPoints);
  }

  private static int fewestSeeds(StudySpec spec) {
    return spec.saes().stream()
        .filter(sae -> !sae.isNull())
        .mapToInt((SaeSpec sae) -> sae.seeds().size())
        .min()
        .orElse(1);
  }

  /**
   * The table with a line of advice, and which nulls will be UNREPLICATED.
   *
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(StudySpec spec, StudyPlan plan, Variation variation, int columns) {
    List<String> parts = new ArrayList<>();
    if (NullDesign.of(spec).stream().anyMatch(design -> !design.fixed())) {
      PowerTable power = new PowerTable(spec, plan, variation);
      parts.add(WrappedText.of(power.heading(), columns));
      parts.add(power.table().render(columns));
      parts.add(WrappedText.of(power.advice(), columns));
      parts.add(WrappedText.of(variation.source(spec), columns));
    }
    NullDesign.notes(spec).forEach(note -> parts.add(WrappedText.of("Note: " + note, columns)));
    return String.join("\n", parts);
  }

  private String heading() {
    return "What verdicts could find in 80 %% of such studies: %s of each random null, mean over %s, %d latents an SAE."
        .formatted(
            count(draws, "draw"), count(hookPoints, "hook point"), spec.autointerp().latents());
  }

  private static String count(int number, String what) {
    return number == 1 ? "1 " + what : number + " " + what + "s";
  }

  private TextTable table() {
    String strict = "finds";
    TextTable table =
        new TextTable(
            1,
            List.of(
                "metric",
                "margin",
                "alone finds",
                strict,
                "equivalent within",
                "+1 draw: " + strict,
                "latents x2",
                "text x2"));
    for (Variation.OfMetric metric : metrics) {
      Spread spread = metric.spread();
      SampledUnits units = SampledUnits.of(metric.metric());
      String twice = finds(spread.withUnits(2), draws);
      table.row(
          List.of(
              metric.metric(),
              number(margin(metric)),
              draws < 2 ? NOTHING : number(spread.detectable(draws, level)),
              finds(spread, draws),
              draws < 2 ? NOTHING : number(spread.equivalenceMargin(draws, level)),
              finds(spread, draws + 1),
              latents(units).isPresent() ? twice : NOTHING,
              units == SampledUnits.DOCUMENTS ? twice : NOTHING));
    }
    return table;
  }

  /** In the family: at the level of Holm's first step. */
  private String finds(Spread spread, int count) {
    return count < NullDesign.FEWEST_DRAWS
        ? NOTHING
        : number(spread.detectable(count, level / family));
  }

  private double margin(Variation.OfMetric metric) {
    return spec.statistics().margins().getOrDefault(metric.metric(), metric.margin());
  }

  /** "finds" is in a family; the fewest draws, or latents, with which each margin decides. */
  private String advice() {
    String families =
        "\"alone\" is at the %s level, \"finds\" among the %d primary metrics of a null. "
            .formatted(percent(level), (int) family);
    Map<Integer, List<String>> byDraws = new TreeMap<>();
    Map<String, List<String>> byLatents = new LinkedHashMap<>();
    List<String> never = new ArrayList<>();
    for (Variation.OfMetric metric : metrics) {
      int enough = drawsFor(metric, 1);
      int factor = 2;
      if (enough <= MOST_DRAWS) {
        if (enough > draws) {
          byDraws.computeIfAbsent(enough, n -> new ArrayList<>()).add(metric.metric());
        }
        continue;
      }
      while (drawsFor(metric, factor) > MOST_DRAWS && factor < MOST_LATENTS_FACTOR) {
        factor *= 2;
      }
      Optional<Latents> latents = latents(SampledUnits.of(metric.metric()));
      if (latents.isPresent() && drawsFor(metric, factor) <= MOST_DRAWS) {
        String setting = latents.get().times(factor);
        byLatents.computeIfAbsent(setting, any -> new ArrayList<>()).add(metric.metric());
      } else {
        never.add(metric.metric());
      }
    }
    List<String> advice = new ArrayList<>();
    byDraws.forEach((n, of) -> advice.add("%d draws for %s".formatted(n, String.join(", ", of))));
    byLatents.forEach((n, of) -> advice.add("%s for %s".formatted(n, String.join(", ", of))));
    if (!never.isEmpty()) {
      advice.add("a wider margin for " + String.join(", ", never));
    }
    return families
        + (advice.isEmpty()
            ? "Advice: none; where there is no difference, every metric here is found EQUIVALENT within its margin."
            : "Advice, for EQUIVALENT within the margin where there is no difference (draws first, then latents, then SAE seeds): %s."
                .formatted(String.join("; ", advice)));
  }

  /** A number of latents that a study sets. */
  private record Latents(String setting, int number) {

    String times(int factor) {
      return "%s: %d".formatted(setting, factor * number);
    }
  }

  /** Empty for metrics that more latents do not make surer. */
  private Optional<Latents> latents(SampledUnits units) {
    return switch (units) {
      case SCORED_LATENTS ->
          Optional.of(new Latents("autointerp.latents", spec.autointerp().latents()));
      case PROBED_LATENTS -> Optional.of(new Latents("probes.latents", spec.probes().latents()));
      case DOCUMENTS, DICTIONARY -> Optional.empty();
    };
  }

  /** The fewest draws, not below those of the study, with which no difference is EQUIVALENT. */
  private int drawsFor(Variation.OfMetric metric, int latents) {
    Spread spread = metric.spread().withUnits(latents);
    int count = Math.max(draws, NullDesign.FEWEST_DRAWS);
    while (count <= MOST_DRAWS && spread.equivalenceMargin(count, level) > margin(metric)) {
      count++;
    }
    return count;
  }

  private static String percent(double level) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * level).replaceAll("\\.?0+ %", " %");
  }

  private static String number(double value) {
    String format =
        value < 0.0995 ? "%.4f" : value < 0.995 ? "%.3f" : value < 99.5 ? "%.2f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
