package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.LatentDiscrimination;
import io.nullscope.metrics.domain.LatentDiscrimination.Block;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.ScoredGroup;
import io.nullscope.study.CellKey;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * How well a score of single latents tells trained from a null by itself, and how much of that is
 * left among latents that fire as often, or on as many tokens.
 *
 * @param withinFrequency within quintiles of the number of tokens at which a latent fires
 * @param withinEntropy within quintiles of its token entropy; empty where the score is that entropy
 */
public record ScoreDiscrimination(
    String sae,
    VariantKind variant,
    MetricId metric,
    LatentDiscrimination plain,
    LatentDiscrimination withinFrequency,
    Optional<LatentDiscrimination> withinEntropy) {

  /**
   * Every finding that is a score of single latents, for every null. Only hook points and SAE seeds
   * at which trained and every draw of the null have the score count.
   */
  static List<ScoreDiscrimination> of(StudySpec spec, List<StudyResults.Cell> cells) {
    Map<CellKey, List<LatentSummary>> latents = new HashMap<>();
    cells.forEach(cell -> latents.put(cell.record().key(), cell.latents()));
    TreeSet<MetricId> metrics = new TreeSet<>();
    cells.stream()
        .flatMap(cell -> cell.latents().stream())
        .forEach(latent -> metrics.addAll(latent.values().values().keySet()));
    metrics.removeIf(metric -> !metric.definition().role().compared());
    metrics.add(MetricId.TOKEN_ENTROPY_MEAN);
    metrics.add(MetricId.TOKEN_DETERMINED_SHARE);
    List<ScoreDiscrimination> all = new ArrayList<>();
    for (SaeSpec sae : spec.saes()) {
      for (MetricId metric : metrics) {
        for (VariantKind variant : spec.variants()) {
          if (!variant.equals(VariantKind.TRAINED)) {
            new Comparison(spec, latents, sae.name(), variant, metric).result().ifPresent(all::add);
          }
        }
      }
    }
    return all;
  }

  private record Comparison(
      StudySpec spec,
      Map<CellKey, List<LatentSummary>> latents,
      String sae,
      VariantKind variant,
      MetricId metric) {

    Optional<ScoreDiscrimination> result() {
      double confidence = spec.statistics().confidence();
      List<Block> byFrequency = blocks(LatentSummary::activeTokens);
      if (byFrequency.isEmpty()) {
        return Optional.empty();
      }
      List<Block> byEntropy =
          metric.definition().family() == MetricFamily.ENTROPY
              ? List.of()
              : blocks(latent -> latent.tokens().entropy());
      return Optional.of(
          new ScoreDiscrimination(
              sae,
              variant,
              metric,
              LatentDiscrimination.plain(byFrequency, confidence),
              LatentDiscrimination.withinQuintiles(byFrequency, confidence),
              byEntropy.isEmpty()
                  ? Optional.empty()
                  : Optional.of(LatentDiscrimination.withinQuintiles(byEntropy, confidence))));
    }

    private List<Block> blocks(ToDoubleFunction<LatentSummary> covariate) {
      List<VariantKey> draws =
          spec.variantKeys().stream().filter(key -> key.kind().equals(variant)).toList();
      List<Block> blocks = new ArrayList<>();
      for (CellKey key :
          latents.keySet().stream().sorted(Comparator.comparing(CellKey::id)).toList()) {
        if (key.variant().kind().equals(VariantKind.TRAINED) && key.sae().equals(sae)) {
          ScoredGroup trained = group(key, covariate);
          List<ScoredGroup> others =
              draws.stream()
                  .map(draw -> new CellKey(draw, key.hookPoint(), sae, key.saeSeed()))
                  .map(cell -> group(cell, covariate))
                  .toList();
          if (trained.size() > 0 && others.stream().allMatch(group -> group.size() > 0)) {
            blocks.add(new Block(trained, others));
          }
        }
      }
      return blocks;
    }

    private ScoredGroup group(CellKey cell, ToDoubleFunction<LatentSummary> covariate) {
      List<LatentSummary> defined =
          latents.getOrDefault(cell, List.of()).stream()
              .filter(latent -> !Double.isNaN(score(latent)))
              .filter(latent -> !Double.isNaN(covariate.applyAsDouble(latent)))
              .toList();
      return new ScoredGroup(
          defined.stream().mapToDouble(this::score).toArray(),
          defined.stream().mapToDouble(covariate).toArray());
    }

    private double score(LatentSummary latent) {
      return switch (metric) {
        case TOKEN_ENTROPY_MEAN -> latent.tokens().entropy();
        case TOKEN_DETERMINED_SHARE -> latent.tokens().determinedShare();
        default -> latent.values().value(metric);
      };
    }
  }
}
