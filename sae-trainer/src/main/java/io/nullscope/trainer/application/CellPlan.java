package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.ScheduleSpec;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;
import io.nullscope.study.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One SAE to be trained: everything that decides its bits.
 *
 * @param excludedTokens ids of tokens whose rows are not trained on
 * @param request what the SAE's id is the digest of
 */
record CellPlan(
    CellKey cell,
    SaeConfig config,
    TrainingConfig training,
    SaeStreams streams,
    Set<Integer> excludedTokens,
    ArtifactRequest request) {

  private static final int FORMAT_VERSION = 1;

  /**
   * The plan of a cell.
   *
   * @param width D
   * @throws io.nullscope.study.StudyMismatchException when the study's latents do not go with the
   *     width
   */
  static CellPlan of(StudySpec spec, CellKey cell, ArtifactId activationsId, int width) {
    SaeSpec sae = spec.sae(cell.sae());
    SaeConfig config = SaeConfig.topK(width, sae.latentsFor(width), TrainableSae.require(sae).k());
    TrainingSpec asked = sae.training();
    ScheduleSpec.Linear schedule = TrainableSae.schedule(asked);
    TrainingConfig training =
        new TrainingConfig(
            asked.batchSize(),
            asked.epochs(),
            asked.learningRateFor(config.latents()),
            schedule.warmupFraction(),
            schedule.decayFraction(),
            asked.deadAfterTokens());
    return new CellPlan(
        cell,
        config,
        training,
        new SaeStreams(new Seed(spec.seed()), cell.saeSeed()),
        Set.of(),
        request(spec, cell, activationsId, config, training));
  }

  private static ArtifactRequest request(
      StudySpec spec,
      CellKey cell,
      ArtifactId activationsId,
      SaeConfig config,
      TrainingConfig training) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", config.architecture().id());
    configuration.put("latents", (long) config.latents());
    configuration.put("k", (long) config.k());
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    configuration.put("saeSeed", cell.saeSeed());
    configuration.put("batchSize", (long) training.batchSize());
    configuration.put("epochs", (long) training.epochs());
    configuration.put("learningRate", training.learningRate());
    configuration.put("warmupFraction", training.warmupFraction());
    configuration.put("decayFraction", training.decayFraction());
    configuration.put("deadAfterTokens", training.deadAfterTokens());
    // The rows are those of the kept activations; their order is another.
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      configuration.put("shardTokens", (long) rolling.shardTokens());
      configuration.put("shuffledShards", (long) rolling.blockShards());
    }
    return new ArtifactRequest(
        SaeArtifact.KIND, FORMAT_VERSION, configuration, Map.of("activations", activationsId));
  }
}
