package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.artifacts.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The prompts as part of what identifies scores: scores that were given to an earlier text are not
 * those of the present one.
 */
public final class PromptDigests {

  static final List<String> IDS =
      List.of(
          "detection.v1",
          "detection_graded.v1",
          "explain.v1",
          "explain_contrastive.v1",
          "fuzzing.v1",
          "fuzzing_graded.v1",
          "intruder.v1",
          "log_probabilities.v1",
          "simulation.v1");

  private PromptDigests() {}

  /** The SHA-256 of every prompt, by its id. */
  public static Map<String, Object> all() {
    Map<String, Object> digests = new TreeMap<>();
    for (String id : IDS) {
      byte[] text = Prompt.load(id).promptText().text().getBytes(StandardCharsets.UTF_8);
      digests.put(id, Digest.of(text).hex());
    }
    return digests;
  }
}
