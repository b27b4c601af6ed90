package io.nullscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Study files for tests. */
public final class StudyFiles {
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

  /** A folder with the files of a model of two layers, as far as a look at them goes. */
  public static Path model(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 128, "vocab_size": 2048, "max_position_embeddings": 512}""");
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    return folder;
  }

  /** A file of so many documents of 100 bytes. */
  public static Path text(Path file, int documents) throws IOException {
    return Files.writeString(
        file, ("{\"text\": \"" + "word ".repeat(17) + "ed\"}\n").repeat(documents));
  }
}
