package io.nullscope.autointerp.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentCacheWriterTest {

  private static final int BATCH = 7;

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());

  private record Entry(long token, int latent, float activation) {}

  /** Writes tokens with these many entries, zeros among them, and returns what was not zero. */
  private List<Entry> write(int shardEntries, int[] counts) {
    Random random = new Random(1);
    List<Entry> expected = new ArrayList<>();
    try (BlobUploads uploads = new BlobUploads(store.blobs())) {
      LatentCacheWriter writer = new LatentCacheWriter(uploads, shardEntries);
      for (int first = 0; first < counts.length; first += BATCH) {
        int tokens = Math.min(BATCH, counts.length - first);
        long[] offsets = new long[tokens + 1];
        for (int i = 0; i < tokens; i++) {
          offsets[i + 1] = offsets[i] + counts[first + i];
        }
        float[] values = new float[(int) offsets[tokens]];
        long[] latents = new long[values.length];
        for (int i = 0; i < tokens; i++) {
          for (int j = (int) offsets[i]; j < offsets[i + 1]; j++) {
            values[j] = random.nextInt(4) == 0 ? 0 : random.nextFloat() + 1e-3f;
            latents[j] = random.nextInt(1 << 20);
            if (values[j] > 0) {
              expected.add(new Entry(first + i, (int) latents[j], values[j]));
            }
          }
        }
        writer.append(first, values, latents, offsets);
      }
      assertThat(writer.entries()).isEqualTo(expected.size());
      store.commit(request(), BlobUploads.await(writer.finish()), Map.of());
    }
    return expected;
  }

  private static ArtifactRequest request() {
    return new ArtifactRequest(SaeLatentCaches.KIND, 1, Map.of(), Map.of());
  }

  private Manifest manifest() {
    return store.require(SaeLatentCaches.KIND, request().id());
  }

  private List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    new StoredLatentCache(store.blobs(), manifest())
        .read((token, latent, activation) -> entries.add(new Entry(token, latent, activation)));
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000})
  void entriesComeBackAsTheyWereWhateverTheShards(int shardEntries) {
    // Tokens with none, with many, and runs of tokens with none that are longer than a shard.
    int[] counts = new Random(2).ints(90, -12, 9).map(count -> Math.max(0, count)).toArray();
    assertThat(write(shardEntries, counts)).isNotEmpty().isEqualTo(read());
  }

  @Test
  void aTokenMayNeedSeveralShards() {
    List<Entry> expected = write(4, new int[] {0, 30, 1});
    assertThat(read()).isEqualTo(expected);
    assertThat(manifest().files()).hasSize((expected.size() + 3) / 4);
  }

  @Test
  void nothingIsStoredOfTokensWithoutEntries() {
    assertThat(write(4, new int[20])).isEmpty();
    assertThat(manifest().files()).isEmpty();
    assertThat(read()).isEmpty();
  }
}
