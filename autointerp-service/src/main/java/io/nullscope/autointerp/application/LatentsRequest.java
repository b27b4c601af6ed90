package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.autointerp.application.languagemodel.PromptDigests;
import io.nullscope.study.CellKey;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.StudySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What identifies scored latents: everything that decides the scores, and nothing else. */
final class LatentsRequest {

  /**
   * Settings that change how scores are computed and what that may cost, but no score; and where
   * imported explanations lie, for which their digest stands.
   */
  private static final Set<String> MEANS =
      Set.of(
          "requests",
          "budget",
          "apiKeyEnv",
          "keyHeader",
          "inputPrice",
          "outputPrice",
          "explanations");

  /** How replies of language models become scores; raised when the same reply scores otherwise. */
  private static final long READING = 2;

  private LatentsRequest() {}

  /**
   * Describes scored latents.
   *
   * @param answers how the judge says how sure it is, found out where the study leaves that open:
   *     grades and log-probabilities of the same model are different scores
   */
  static ArtifactRequest of(
      StudySpec spec,
      CellKey cell,
      InterpretSae.Inputs inputs,
      ImportedExplanations imported,
      Optional<AnswerForm> answers) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("autointerp", withoutMeans(spec.toTree().get("autointerp")));
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    if (spec.autointerp().explainer() instanceof ExplainerSpec.None none) {
      // Each cell has explanations of its own in the file.
      configuration.put("explanations", imported.digest(none.explanations()));
      configuration.put("cell", cell.toString());
    }
    if (!spec.autointerp().languageModels().isEmpty()) {
      configuration.put("prompts", PromptDigests.all());
      configuration.put("reading", READING);
    }
    answers.ifPresent(form -> configuration.put("answers", form.id()));
    return new ArtifactRequest(
        InterpretSae.KIND,
        InterpretSae.FORMAT_VERSION,
        configuration,
        Map.of(
            "sae", inputs.saeId(),
            "activations", inputs.activationsId(),
            "tokens", inputs.tokensId(),
            "positions", inputs.positionsId(),
            "variant", inputs.variantId()));
  }

  /** The same scores without answers that may still be had: nobody but this run takes them. */
  static ArtifactRequest lacking(ArtifactRequest whole, String run) {
    Map<String, Object> configuration = new LinkedHashMap<>(whole.configuration());
    configuration.put("lackingAnswersIn", run);
    return new ArtifactRequest(whole.kind(), whole.formatVersion(), configuration, whole.inputs());
  }

  private static Object withoutMeans(Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      return tree;
    }
    Map<String, Object> rest = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!MEANS.contains(key)) {
            rest.put((String) key, withoutMeans(value));
          }
        });
    return rest;
  }
}
