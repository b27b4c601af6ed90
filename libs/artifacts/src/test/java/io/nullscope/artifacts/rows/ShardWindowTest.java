package io.nullscope.artifacts.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWindowTest {

  private static final ArtifactId ARTIFACT = new ArtifactId("a".repeat(64));

  @TempDir private Path folder;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final ShardWindow window = ShardWindow.of(store, ARTIFACT, "train/layers.0", "study");

  private static ByteBuffer rows(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static float[] read(Path file) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(ByteSource.of(file))) {
      float[] values = new float[reader.read("activations").remaining() / Float.BYTES];
      reader.read("activations").asFloatBuffer().get(values);
      return values;
    }
  }

  @Test
  void aShorterShardIsWrittenOverALongerOne() throws IOException {
    Path file = folder.resolve("slot");
    window.put(7, rows(1, 2, 3, 4, 5, 6), 2);
    window.put(11, rows(9, 8), 2);

    assertThat(window.copy(7, file)).isTrue();
    assertThat(read(file)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(window.copy(11, file)).isTrue();
    assertThat(read(file)).containsExactly(9, 8);
    assertThat(window.copy(12, file)).isFalse();
  }

  @Test
  void shardsAreListedInTheirOrderAndGoOneByOne() {
    window.fail(new ShardWindow.Failure(true, "CODE", "message"));
    for (long shard : new long[] {10_000_000_000L - 1, 2, 10}) {
      window.put(shard, rows(1), 1);
    }

    assertThat(window.shards()).containsExactly(2L, 10L, 9_999_999_999L);
    window.delete(10);
    window.delete(10);
    assertThat(window.shards()).containsExactly(2L, 9_999_999_999L);
  }

  @Test
  void everyReaderAndEveryPartHasItsOwn() {
    window.put(1, rows(1), 1);

    assertThat(ShardWindow.of(store, ARTIFACT, "train/layers.0", "study").shards()).hasSize(1);
    assertThat(ShardWindow.of(store, ARTIFACT, "train/layers.0", "other").shards()).isEmpty();
    assertThat(ShardWindow.of(store, ARTIFACT, "train/layers.1", "study").shards()).isEmpty();
  }

  @Test
  void aDamagedShardIsNotHandedOut() {
    window.put(1, rows(1, 2, 3), 1);
    String key = objects.list("checkpoints/").map(ObjectStat::key).findFirst().orElseThrow();
    objects.put(key, new byte[] {0, 0, 0, 0, 0, 0, 0, 9, 1});

    assertThatThrownBy(() -> window.copy(1, folder.resolve("slot")))
        .isInstanceOf(CorruptBlobException.class);
  }

  @Test
  void aFailureCanBeForgotten() {
    assertThat(window.failure()).isEmpty();
    window.fail(new ShardWindow.Failure(true, "CODE", "two\nlines"));
    assertThat(window.failure()).contains(new ShardWindow.Failure(true, "CODE", "two\nlines"));

    ShardWindow.Failure lasting = new ShardWindow.Failure(false, "CODE", "");
    window.fail(lasting);
    assertThat(window.failure()).contains(lasting);

    window.clearFailure();
    assertThat(window.failure()).isEmpty();
  }
}
