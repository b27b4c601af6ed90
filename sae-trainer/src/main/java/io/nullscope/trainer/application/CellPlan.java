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
import java.util.Set;

/**
 * One SAE to be trained: everything that decides its bits.
 *
 * @param decoderBias where b_dec starts
 * @param precision in which candidates of the TopK choice are found, on this hardware: a training
 *     is not resumed, nor its SAE reused, in another precision
 * @param excludedTokens ids of tokens whose rows are not trained on
 * @param request what the SAE's id is the digest of
 */
record CellPlan(
    CellKey cell,
    SaeConfig config,
    TrainingConfig training,
    DecoderBias decoderBias,
    Precision precision,
    SaeStreams streams,
    Set<Integer> excludedTokens,
    ArtifactRequest request) {

  private static final int FORMAT_VERSION = 2;

  /**
   * The plan of a cell.
   *
   * @param width D
   * @param fastBfloat16 whether the hardware is fast at bfloat16
   * @param specialTokens ids of tokens that are excluded by what they are for
   * @throws io.nullscope.study.StudyMismatchException when the study's latents do not go with the
   *     width
   * @throws io.nullscope.messaging.RejectedException when settings do not go together, or a special
   *     token does not exist
   */
  static CellPlan of(
      StudySpec spec,
      CellKey cell,
      ArtifactId activationsId,
      int width,
      boolean fastBfloat16,
      SpecialTokens specialTokens) {
    SaeSpec sae = spec.sae(cell.sae());
    SaeConfig config = SaeSettings.config(sae, width);
    Precision precision = SaeSettings.precision(sae).on(fastBfloat16, config);
    Set<Integer> excluded = specialTokens.ids(sae.excludeTokens());
    return new CellPlan(
        cell,
        config,
        SaeSettings.training(sae, config, spec.corpus().trainTokens()),
        sae.decoderBias(),
        precision,
        new SaeStreams(new Seed(spec.seed()), cell.saeSeed()),
        excluded,
        request(spec, cell, activationsId, config, precision, excluded));
  }

  private static ArtifactRequest request(
      StudySpec spec,
      CellKey cell,
      ArtifactId activationsId,
      SaeConfig config,
      Precision precision,
      Set<Integer> excluded) {
    Map<String, Object> configuration =
        new LinkedHashMap<>(SaeSettings.canonical(spec.sae(cell.sae()), config, precision));
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    configuration.put("saeSeed", cell.saeSeed());
    if (!excluded.isEmpty()) {
      configuration.put(
          "excludedTokens", excluded.stream().sorted().map(Integer::longValue).toList());
    }
    // The rows are those of the kept activations; their order is another.
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      configuration.put("shardTokens", (long) rolling.shardTokens());
      configuration.put("shuffledShards", (long) rolling.blockShards());
    }
    return new ArtifactRequest(
        SaeArtifact.KIND, FORMAT_VERSION, configuration, Map.of("activations", activationsId));
  }
}
