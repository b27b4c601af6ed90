package io.nullscope.variant;

import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.ArrayList;
import java.util.List;

/** A study that fits {@link TinyModel}. */
public final class TinyStudy {

  private static final String TEXT =
      """
      name: tiny
      seed: 5
      model: { source: "file:set by the test" }
      corpus: { source: "file:corpus.jsonl", contextLength: 32,
                trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      variantSeeds: [0]
      sae: { latents: 64, k: 4 }
      """;

  private TinyStudy() {}

  public static StudySpec of(String source, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("model.source=" + source);
    return StudySpecReader.withOverrides(TEXT, all).orThrow();
  }
}
