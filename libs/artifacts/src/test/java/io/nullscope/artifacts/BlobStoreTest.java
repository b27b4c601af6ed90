package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobStoreTest {

  private static final int CHUNK = BlobRef.CHUNK_BYTES;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final BlobStore blobs = new BlobStore(objects);

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        65536,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        CHUNK + 65536,
        2 * CHUNK,
        2 * CHUNK + 99_999
      })
  void returnsWhatWasPut(int size) throws IOException {
    byte[] bytes = random(size);

    BlobRef blob = blobs.put(bytes);

    assertThat(blob).isEqualTo(new BlobRef(Digest.of(bytes), size, chunkDigests(bytes)));
    assertThat(blobs.read(blob)).isEqualTo(bytes);
    try (InputStream in = blobs.open(blob)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(blobs.readRange(blob, 0, size)).isEqualTo(ByteBuffer.wrap(bytes));
  }

  @Test
  void storesBuffersAndFilesAsItStoresArrays(@TempDir Path directory) throws IOException {
    byte[] bytes = random(CHUNK + 5);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 2).put(1, bytes);
    direct.position(1).limit(bytes.length + 1);
    Path file = Files.write(directory.resolve("blob"), bytes);

    BlobRef blob = blobs.put(bytes);

    assertThat(blobs.put(direct)).isEqualTo(blob);
    assertThat(direct.remaining()).isEqualTo(bytes.length);
    assertThat(blobs.put(file)).isEqualTo(blob);
    assertThat(blobs.put(() -> new ByteArrayInputStream(bytes), bytes.length)).isEqualTo(blob);
    assertThat(blobs.write(out -> out.write(bytes))).isEqualTo(blob);
    assertThat(objects.list("blobs/")).hasSize(1);
  }

  @Test
  void storesWhatIsMadeOncePieceByPiece() throws IOException {
    byte[] bytes = random(2 * CHUNK + 5);

    BlobRef blob =
        blobs.write(
            out -> {
              for (int from = 0; from < bytes.length; from += 99_999) {
                out.write(bytes, from, Math.min(99_999, bytes.length - from));
              }
            });

    assertThat(blob).isEqualTo(blobs.put(bytes));
    assertThat(blobs.read(blob)).isEqualTo(bytes);
  }

  @Test
  void namesBlobsByTheirDigest() {
    BlobRef blob = blobs.put(new byte[0]);

    assertThat(blob.key())
        .isEqualTo(
            "blobs/sha256/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(objects.stat(blob.key())).isPresent();
  }

  @Test
  void readsAnyRange() {
    byte[] bytes = random(2 * CHUNK + 1000);
    BlobRef blob = blobs.put(bytes);
    Random random = new Random(5);
    List<int[]> ranges =
        new ArrayList<>(
            List.of(
                new int[] {0, 1},
                new int[] {CHUNK - 1, 2},
                new int[] {CHUNK, CHUNK},
                new int[] {bytes.length - 1, 1},
                new int[] {bytes.length, 0},
                new int[] {5, 0}));
    for (int i = 0; i < 30; i++) {
      int offset = random.nextInt(bytes.length);
      ranges.add(new int[] {offset, random.nextInt(bytes.length - offset + 1)});
    }

    for (int[] range : ranges) {
      ByteBuffer read = blobs.readRange(blob, range[0], range[1]);

      assertThat(read.position()).isZero();
      assertThat(read).isEqualTo(ByteBuffer.wrap(bytes, range[0], range[1]));
    }
  }

  @Test
  void refusesARangeOutsideTheBlob() {
    BlobRef blob = blobs.put(new byte[10]);

    for (long[] range : new long[][] {{-1, 2}, {0, 11}, {10, 1}, {11, 0}, {2, -1}}) {
      assertThatThrownBy(() -> blobs.readRange(blob, range[0], (int) range[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 9})
  void noticesAChangedByteAnywhere(int position) {
    byte[] bytes = random(2 * CHUNK + 10);
    BlobRef blob = blobs.put(bytes);
    byte[] damaged = bytes.clone();
    damaged[position] ^= 1;
    objects.put(blob.key(), damaged);

    assertThatThrownBy(() -> blobs.read(blob))
        .isInstanceOfSatisfying(
            CorruptBlobException.class,
            e -> {
              assertThat(e.key()).isEqualTo(blob.key());
              assertThat(e.isRetryable()).isFalse();
            });
    assertThatThrownBy(() -> blobs.readRange(blob, position, 1))
        .isInstanceOf(CorruptBlobException.class)
        .hasMessageContaining(blob.key());
  }

  @Test
  void neverHandsOutTheLastByteOfADamagedBlob() throws IOException {
    byte[] bytes = random(1000);
    BlobRef blob = blobs.put(bytes);
    byte[] damaged = bytes.clone();
    damaged[0] ^= 1;
    objects.put(blob.key(), damaged);

    try (InputStream in = blobs.open(blob)) {
      assertThat(in.readNBytes(999)).hasSize(999);
      assertThatThrownBy(in::read).isInstanceOf(CorruptBlobException.class);
    }
    try (InputStream in = blobs.open(blob)) {
      assertThatThrownBy(() -> in.skip(1000)).isInstanceOf(CorruptBlobException.class);
    }
  }

  @Test
  void noticesABlobOfTheWrongSize() {
    byte[] bytes = random(CHUNK + 100);
    BlobRef blob = blobs.put(bytes);

    objects.put(blob.key(), Arrays.copyOf(bytes, CHUNK + 50));
    assertThatThrownBy(() -> blobs.read(blob))
        .hasMessageContaining("ends after 4194354 of 4194404");
    assertThatThrownBy(() -> blobs.readRange(blob, CHUNK, 10)).hasMessageContaining("ends after");

    objects.put(blob.key(), Arrays.copyOf(bytes, CHUNK + 101));
    assertThatThrownBy(() -> blobs.read(blob)).hasMessageContaining("longer than 4194404 bytes");
  }

  @Test
  void noticesDamageInAnEmptyBlob() {
    BlobRef blob = blobs.put(new byte[0]);
    objects.put(blob.key(), new byte[1]);

    assertThatThrownBy(() -> blobs.read(blob)).isInstanceOf(CorruptBlobException.class);
  }

  @Test
  void writesABlobAgainOnlyWhenItsSizeIsWrong() {
    byte[] bytes = random(100);
    BlobRef blob = blobs.put(bytes);
    byte[] otherOfSameSize = new byte[100];

    objects.put(blob.key(), otherOfSameSize);
    blobs.put(bytes);
    assertThatThrownBy(() -> blobs.read(blob)).isInstanceOf(CorruptBlobException.class);

    objects.put(blob.key(), new byte[99]);
    blobs.put(bytes);
    assertThat(blobs.read(blob)).isEqualTo(bytes);
  }

  @Test
  void saysWhichBlobIsMissing() {
    BlobRef blob = new BlobRef(Digest.of(new byte[] {1}), 1, List.of());

    assertThatThrownBy(() -> blobs.read(blob))
        .isInstanceOf(ObjectNotFoundException.class)
        .hasMessageContaining(blob.key());
  }

  @Test
  void saysThatAFileCannotBeRead(@TempDir Path directory) {
    assertThatThrownBy(() -> blobs.put(directory.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }

  private static List<Digest> chunkDigests(byte[] bytes) {
    List<Digest> digests = new ArrayList<>();
    for (int from = 0; bytes.length > CHUNK && from < bytes.length; from += CHUNK) {
      digests.add(Digest.of(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK))));
    }
    return digests;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
