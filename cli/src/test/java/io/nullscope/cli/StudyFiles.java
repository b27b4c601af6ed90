package io.nullscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Study files for tests. */
final class StudyFiles {
  static final String VALID =
      """
      name: two words
      model: { source: "file:models/tiny" }
      corpus: { source: "file:/data/text.jsonl", contextLength: 128, trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      variants: [trained, control]
      variantSeeds: [0]
      sae: { latents: 2048, k: 16 }
      """;

  static final String INVALID =
      """
      name: broken
      model: { source: "file:models/tiny" }
      corpus: { source: "file:/data/text.jsonl", contextLength: 128, trainTokens: 0, evalTokens: 40k, interpTokens: 160k }
      variants: [trained, control]
      sae: { latents: 2048, k: 0 }
      colour: blue
      """;

  private StudyFiles() {}

  static Path write(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("study.yaml"), text);
  }
}
