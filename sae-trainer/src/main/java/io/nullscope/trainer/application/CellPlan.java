package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.sae.Precision;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.DecoderBias;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One SAE to be trained: everything that decides its bits.
 *
 * @param decoderBias where b_dec starts
 * @param precision in which candidates of the TopK choice are found, on this hardware: a training
 *     is not resumed, nor its SAE reused, in another precision
 * @param request what the SAE's id is the digest of
 */
record CellPlan(
    CellKey cell,
    SaeConfig config,
    TrainingConfig training,
    DecoderBias decoderBias,
    Precision precision,
    SaeStreams streams,
    ArtifactRequest request) {

  /** 3: trained on the positions that count. 4: thresholds measured with the final parameters. */
  private static final int FORMAT_VERSION = 4;

  /**
   * The plan of a cell.
   *
   * @param positionsId the positions that count
   * @param width D
   * @param fastBfloat16 whether the hardware is fast at bfloat16
   * @throws io.nullscope.study.StudyMismatchException when the study's latents do not go with the
   *     width
   * @throws io.nullscope.messaging.RejectedException when settings do not go together
   */
  static CellPlan of(
      StudySpec spec,
      CellKey cell,
      ArtifactId activationsId,
      ArtifactId positionsId,
      int width,
      boolean fastBfloat16) {
    SaeSpec sae = spec.sae(cell.sae());
    SaeConfig config = SaeSettings.config(sae, width);
    Precision precision = SaeSettings.precision(sae).on(fastBfloat16, config);
    return new CellPlan(
        cell,
        config,
        SaeSettings.training(sae, config, spec.corpus().trainTokens()),
        sae.decoderBias(),
        precision,
        new SaeStreams(new Seed(spec.seed()), cell.saeSeed()),
        request(spec, cell, activationsId, positionsId, config, precision));
  }

  private static ArtifactRequest request(
      StudySpec spec,
      CellKey cell,
      ArtifactId activationsId,
      ArtifactId positionsId,
      SaeConfig config,
      Precision precision) {
    Map<String, Object> configuration =
        new LinkedHashMap<>(SaeSettings.canonical(spec.sae(cell.sae()), config, precision));
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    configuration.put("saeSeed", cell.saeSeed());
    // The rows are those of the kept activations; their order is another.
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      configuration.put("shardTokens", (long) rolling.shardTokens());
      configuration.put("shuffledShards", (long) rolling.blockShards());
    }
    return new ArtifactRequest(
        SaeArtifact.KIND,
        FORMAT_VERSION,
        configuration,
        Map.of("activations", activationsId, "positions", positionsId));
  }
}
