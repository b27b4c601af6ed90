package io.nullscope.autointerp.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.autointerp.application.Decoders;
import io.nullscope.autointerp.domain.DecoderNeighbours;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares rows of W_dec [F, D] by their cosine, a block of F at a time: beside the SAE itself,
 * memory holds the block, the rows of the latents asked for, and their cosines with the block.
 */
public final class StoredDecoders implements Decoders {

  /** Of a block's rows, and of the cosines with it: 16 MiB each. */
  private static final int BLOCK_FLOATS = 1 << 22;

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final int blockFloats;

  public StoredDecoders(TensorRuntime runtime, ArtifactStore store) {
    this(runtime, store, BLOCK_FLOATS);
  }

  StoredDecoders(TensorRuntime runtime, ArtifactStore store, int blockFloats) {
    this.runtime = runtime;
    this.store = store;
    this.blockFloats = blockFloats;
  }

  @Override
  public DecoderNeighbours of(ArtifactId saeId) {
    return (latents, count) -> {
      if (latents.length == 0) {
        return new int[0][];
      }
      try (SaeParameters sae = SaeArtifact.load(runtime, store, saeId);
          Kernel kernel = Kernel.load(runtime, StoredDecoders.class, "decoder.ts.txt");
          TensorScope scope = runtime.scope()) {
        return neighbours(sae, kernel, scope, latents, count);
      }
    };
  }

  private int[][] neighbours(
      SaeParameters sae, Kernel kernel, TensorScope scope, int[] latents, int count) {
    int total = sae.config().latents();
    int block = Math.max(1, blockFloats / Math.max(latents.length, sae.config().width()));
    NDArray decoder = sae.decoderWeight();
    NDArray asked = scope.longs(Arrays.stream(latents).asLongStream().toArray(), latents.length);
    NDArray queries = kernel.call(scope, "directions", decoder, asked).get(0);
    Nearest[] nearest =
        IntStream.range(0, latents.length)
            .mapToObj(i -> new Nearest(Math.min(count, total - 1)))
            .toArray(Nearest[]::new);
    for (int first = 0; first < total; first += block) {
      int size = Math.min(block, total - first);
      try (TensorScope step = scope.child()) {
        NDArray compared = step.longs(LongStream.range(first, first + size).toArray(), size);
        float[] cosines =
            kernel.call(step, "cosines", queries, decoder, compared).get(0).toFloatArray();
        for (int i = 0; i < latents.length; i++) {
          for (int j = 0; j < size; j++) {
            if (first + j != latents[i]) {
              nearest[i].offer(first + j, cosines[i * size + j]);
            }
          }
        }
      }
    }
    return Arrays.stream(nearest).map(Nearest::latents).toArray(int[][]::new);
  }

  /** The latents with the largest cosines so far, by insertion; offered in ascending order. */
  private static final class Nearest {

    private final int[] latents;
    private final float[] cosines;
    private int size;

    Nearest(int capacity) {
      this.latents = new int[capacity];
      this.cosines = new float[capacity];
    }

    void offer(int latent, float cosine) {
      if (size == latents.length && (size == 0 || cosine <= cosines[size - 1])) {
        return;
      }
      int place = size < latents.length ? size++ : size - 1;
      while (place > 0 && cosine > cosines[place - 1]) {
        latents[place] = latents[place - 1];
        cosines[place] = cosines[place - 1];
        place--;
      }
      latents[place] = latent;
      cosines[place] = cosine;
    }

    int[] latents() {
      return latents;
    }
  }
}
