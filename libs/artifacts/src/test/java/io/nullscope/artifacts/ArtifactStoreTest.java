package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {

  private static final ArtifactRequest REQUEST =
      new ArtifactRequest("sae", 1, Map.of("seed", 1), Map.of());
  private static final ArtifactId ID = REQUEST.id();

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);

  @Test
  void findsNothingBeforeTheCommit() {
    store.blobs().put(new byte[] {1});

    assertThat(store.find("sae", ID)).isEmpty();
  }

  @Test
  void findsWhatWasCommitted() {
    BlobRef blob = store.blobs().put(new byte[] {1});

    Manifest manifest = store.commit(REQUEST, Map.of("a", blob), Map.of("loss", 1.0));

    assertThat(manifest.kind()).isEqualTo("sae");
    assertThat(manifest.id()).isEqualTo(ID);
    assertThat(manifest.request()).isEqualTo(REQUEST.toTree());
    assertThat(manifest.attributes()).isEqualTo(Map.of("loss", 1.0));
    assertThat(store.find("sae", ID)).contains(manifest);
    assertThat(store.find("latents", ID)).isEmpty();
  }

  @Test
  void keepsTheFirstManifest() {
    Manifest first = store.commit(REQUEST, Map.of(), Map.of("by", "first"));

    Manifest second = store.commit(REQUEST, Map.of(), Map.of("by", "second"));

    assertThat(second).isEqualTo(first);
    assertThat(store.find("sae", ID)).contains(first);
  }

  @Test
  void writesTheSameBytesForTheSameWork() throws IOException {
    store.commit(REQUEST, Map.of(), Map.of("loss", 0.1));
    byte[] bytes = objects.get(Manifest.key("sae", ID)).readAllBytes();
    objects.delete(Manifest.key("sae", ID));

    store.commit(REQUEST, Map.of(), Map.of("loss", 0.1));

    assertThat(objects.get(Manifest.key("sae", ID)).readAllBytes()).isEqualTo(bytes);
  }

  @Test
  void saysThatAManifestIsDamaged() {
    objects.put(Manifest.key("sae", ID), "{\"kind\":".getBytes(UTF_8));

    assertThatThrownBy(() -> store.find("sae", ID))
        .isInstanceOfSatisfying(
            ObjectStoreException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining(Manifest.key("sae", ID))
        .hasMessageContaining("Delete it");
  }

  @Test
  void refusesTheManifestOfAnotherArtifact() throws IOException {
    ArtifactRequest other = new ArtifactRequest("sae", 1, Map.of("seed", 2), Map.of());
    store.commit(other, Map.of(), Map.of());
    objects.put(
        Manifest.key("sae", ID), objects.get(Manifest.key("sae", other.id())).readAllBytes());

    assertThatThrownBy(() -> store.find("sae", ID)).hasMessageContaining(other.id().hex());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void returnsACheckpoint(int size) throws IOException {
    byte[] bytes = random(size);

    store.putCheckpoint(ID, "step-1.bin", new ByteArrayInputStream(bytes), size);

    assertThat(checkpoint("step-1.bin")).isEqualTo(bytes);
    assertThat(store.readCheckpoint(ID, "step-2.bin")).isEmpty();
  }

  @Test
  void replacesACheckpoint() throws IOException {
    store.putCheckpoint(ID, "state", new byte[] {1});
    store.putCheckpoint(ID, "state", new byte[] {2});

    assertThat(checkpoint("state")).containsExactly(2);
  }

  @Test
  void noticesADamagedCheckpoint() throws IOException {
    store.putCheckpoint(ID, "state", random(1000));
    String key = "checkpoints/" + ID + "/state";
    byte[] stored = objects.get(key).readAllBytes();

    for (int position : new int[] {0, 7, 8, 500, 1007, 1008, stored.length - 1}) {
      byte[] damaged = stored.clone();
      damaged[position] ^= 1;
      objects.put(key, damaged);
      assertThatThrownBy(() -> checkpoint("state"))
          .as("byte " + position)
          .isInstanceOf(CorruptBlobException.class)
          .hasMessageContaining(key);
    }
    for (int length : new int[] {0, 5, 8, 100, 1008, stored.length - 1, stored.length + 1}) {
      objects.put(key, Arrays.copyOf(stored, length));
      assertThatThrownBy(() -> checkpoint("state"))
          .as("length " + length)
          .isInstanceOf(CorruptBlobException.class);
    }
  }

  @Test
  void doesNotStoreACheckpointOfTheWrongSize() {
    InputStream shorter = new ByteArrayInputStream(new byte[5]);

    assertThatThrownBy(() -> store.putCheckpoint(ID, "state", shorter, 10))
        .isInstanceOf(ObjectStoreException.class);
    assertThat(store.readCheckpoint(ID, "state")).isEmpty();
  }

  @Test
  void refusesContentThatIsLongerThanAnnounced() {
    InputStream longer = new ByteArrayInputStream(new byte[100]);

    store.putCheckpoint(ID, "state", longer, 10);

    assertThatThrownBy(() -> checkpoint("state")).isInstanceOf(CorruptBlobException.class);
  }

  @Test
  void removesTheCheckpointsOfOneArtifact() {
    ArtifactId other = new ArtifactId("00".repeat(32));
    store.putCheckpoint(ID, "a", new byte[1]);
    store.putCheckpoint(ID, "b", new byte[1]);
    store.putCheckpoint(other, "a", new byte[1]);

    store.deleteCheckpoints(ID);

    assertThat(store.readCheckpoint(ID, "a")).isEmpty();
    assertThat(store.readCheckpoint(ID, "b")).isEmpty();
    assertThat(store.readCheckpoint(other, "a")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../a", ".a"})
  void refusesNamesThatAreNoPathSegment(String name) {
    assertThatThrownBy(() -> store.putCheckpoint(ID, name, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private byte[] checkpoint(String name) throws IOException {
    try (InputStream in = store.readCheckpoint(ID, name).orElseThrow()) {
      return in.readAllBytes();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
