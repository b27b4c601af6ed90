package io.nullscope.metrics.domain;

import io.nullscope.verdicts.StudentT;
import java.util.ArrayList;
import java.util.List;

/**
 * How well one score of single latents tells the trained model from draws of a null: the chance
 * that a latent of the trained model has a higher score than one of a draw, one half where the
 * score knows nothing. Each hook point counts alike, and each draw.
 *
 * <p>The interval is for the mean over draws: variance between the draws' values, over their
 * number, plus what resampling the trained latents explains; Student's t with the degrees of
 * freedom of Welch and Satterthwaite.
 *
 * @param auroc mean over draws
 * @param ciLow NaN for fewer than two draws
 * @param ciHigh likewise
 * @param difference the mean difference of the scores, trained minus null
 * @param matched share of the trained latents that were compared
 * @param draws draws of the null
 */
public record LatentDiscrimination(
    double auroc, double ciLow, double ciHigh, double difference, double matched, int draws) {

  private static final int STRATA = 5;

  /**
   * The latents of one hook point and SAE seed.
   *
   * @param draws one for each draw of the null, in the same order everywhere
   */
  public record Block(ScoredGroup trained, List<ScoredGroup> draws) {
    public Block {
      draws = List.copyOf(draws);
    }
  }

  /** Compares all latents with all; the covariates are not looked at. */
  public static LatentDiscrimination plain(List<Block> blocks, double confidence) {
    return over(blocks, 1, confidence);
  }

  /** Compares latents within quintiles of their covariate. */
  public static LatentDiscrimination withinQuintiles(List<Block> blocks, double confidence) {
    return over(blocks, STRATA, confidence);
  }

  private static LatentDiscrimination over(List<Block> blocks, int strata, double confidence) {
    int draws = blocks.get(0).draws().size();
    double[] aurocs = new double[draws];
    double difference = 0;
    double matched = 0;
    double ofLatents = 0;
    int fewest = Integer.MAX_VALUE;
    for (Block block : blocks) {
      Lengths.require("draws of every hook point", draws, block.draws().size());
      List<MatchedLatents> values = new ArrayList<>();
      for (ScoredGroup draw : block.draws()) {
        values.add(MatchedLatents.within(block.trained(), draw, strata));
      }
      for (int v = 0; v < draws; v++) {
        aurocs[v] += values.get(v).auroc() / blocks.size();
        difference += values.get(v).difference() / blocks.size() / draws;
        matched += values.get(v).matched() / blocks.size() / draws;
      }
      ofLatents += variance(values) / blocks.size() / blocks.size();
      fewest = Math.min(fewest, block.trained().size());
    }
    double mean = Sums.mean(aurocs);
    double half = draws < 2 ? Double.NaN : halfWidth(aurocs, mean, ofLatents, fewest, confidence);
    return new LatentDiscrimination(mean, mean - half, mean + half, difference, matched, draws);
  }

  private static double halfWidth(
      double[] aurocs, double mean, double ofLatents, int latents, double confidence) {
    double squares = 0;
    for (double auroc : aurocs) {
      squares += (auroc - mean) * (auroc - mean);
    }
    int df = aurocs.length - 1;
    double ofDraws = squares / df / aurocs.length;
    double both = ofDraws + ofLatents;
    if (both == 0) {
      return 0;
    }
    double freedom =
        both * both / (ofDraws * ofDraws / df + ofLatents * ofLatents / Math.max(1, latents - 1));
    return Math.sqrt(both) * StudentT.halfWidth(confidence, freedom);
  }

  /** What resampling the trained latents moves the mean over draws by, squared. */
  private static double variance(List<MatchedLatents> draws) {
    int latents = draws.get(0).influence().length;
    double sum = 0;
    for (int i = 0; i < latents; i++) {
      double influence = 0;
      for (MatchedLatents draw : draws) {
        influence += draw.influence()[i] / draws.size();
      }
      sum += influence * influence;
    }
    return sum / latents / latents;
  }
}
