package io.nullscope.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A complete study over {@link MadeUpModel} in one folder, small enough for a test and large enough
 * to be killed in.
 */
record MadeUpStudy(Path folder) {

  static MadeUpStudy write(Path folder) throws IOException {
    MadeUpModel.write(folder.resolve("model"));
    MadeUpModel.writeCorpus(folder.resolve("corpus.jsonl"), 1_200);
    Files.writeString(
        folder.resolve("study.yaml"),
        """
        name: made-up
        model: { source: "file:%s" }
        corpus:
          source: "file:%s"
          contextLength: 64
          trainTokens: 64k
          evalTokens: 8k
          interpTokens: 32k
        variants: [trained, rerandomized-incl-embeddings, step0, control]
        variantSeeds: [0]
        hookPoints: all
        sae: { architecture: topk, latents: 256, k: 8, training: { batchSize: 256, epochs: 4, learningRate: 1e-3 } }
        autointerp: { latents: 10, explainer: { kind: lexical }, scorers: [detection, fuzzing] }
        statistics: { bootstrapResamples: 200 }
        """
            .formatted(folder.resolve("model"), folder.resolve("corpus.jsonl")));
    return new MadeUpStudy(folder);
  }

  Path file() {
    return folder.resolve("study.yaml");
  }

  /** Arguments of {@code run}, with further options behind. */
  String[] run(Path out, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("run", file().toString(), "--out", out.toString()));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }
}
