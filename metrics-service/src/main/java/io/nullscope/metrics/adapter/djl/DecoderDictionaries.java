package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.metrics.application.Dictionaries;
import io.nullscope.metrics.domain.DictionaryLikeness;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares rows of W_dec [F, D] by their cosine, a block of rows at a time. Of an SAE with many
 * latents evenly spaced ones are compared, each with all rows of the others.
 */
public final class DecoderDictionaries implements Dictionaries {

  /** Latents of an SAE that are compared, at most; also rows of a block: 16 MiB of cosines. */
  private static final int MOST = 2048;

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final int most;

  public DecoderDictionaries(TensorRuntime runtime, ArtifactStore store) {
    this(runtime, store, MOST);
  }

  DecoderDictionaries(TensorRuntime runtime, ArtifactStore store, int most) {
    this.runtime = runtime;
    this.store = store;
    this.most = most;
  }

  @Override
  public DictionaryLikeness likeness(String saeId, List<String> others) {
    try (SaeParameters sae = load(saeId);
        Kernel kernel = Kernel.load(runtime, DecoderDictionaries.class, "dictionary.ts.txt");
        TensorScope scope = runtime.scope()) {
      int latents = sae.config().latents();
      int width = sae.config().width();
      int compared = Math.min(latents, most);
      long[] rows =
          IntStream.range(0, compared).mapToLong(i -> (long) i * latents / compared).toArray();
      NDArray queries =
          kernel.call(scope, "directions", sae.decoderWeight(), scope.longs(rows, compared)).get(0);
      double[] mean = new double[compared];
      for (String other : others) {
        double[] largest = largest(kernel, queries, saeId, other, latents, width);
        for (int i = 0; i < compared; i++) {
          mean[i] += largest[i] / others.size();
        }
      }
      return new DictionaryLikeness(mean, latents, width);
    }
  }

  private double[] largest(
      Kernel kernel, NDArray queries, String saeId, String other, int latents, int width) {
    try (SaeParameters sae = load(other)) {
      if (sae.config().latents() != latents || sae.config().width() != width) {
        throw new IllegalArgumentException(
            "SAEs %s and %s have different shapes: [%d, %d] and [%d, %d]"
                .formatted(
                    saeId, other, latents, width, sae.config().latents(), sae.config().width()));
      }
      double[] largest =
          IntStream.range(0, (int) queries.getShape().get(0)).mapToDouble(i -> -1).toArray();
      for (int first = 0; first < latents; first += most) {
        int size = Math.min(most, latents - first);
        try (TensorScope step = runtime.scope()) {
          NDArray rows = step.longs(LongStream.range(first, first + size).toArray(), size);
          float[] found =
              kernel
                  .call(step, "largest", queries, sae.decoderWeight(), rows)
                  .get(0)
                  .toFloatArray();
          for (int i = 0; i < found.length; i++) {
            largest[i] = Math.max(largest[i], found[i]);
          }
        }
      }
      return largest;
    }
  }

  private SaeParameters load(String saeId) {
    return SaeArtifact.load(runtime, store, new ArtifactId(saeId));
  }
}
