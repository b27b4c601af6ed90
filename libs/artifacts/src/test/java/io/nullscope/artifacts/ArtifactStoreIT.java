package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Artifacts in a real S3 server. The tests' heap is 128 MiB (see the module's build), less than the
 * streamed blob.
 */
class ArtifactStoreIT {

  private static final String BUCKET = "nullscope-artifacts";
  private static final int MIB = 1 << 20;
  private static final int LARGE_MIB = 300;

  private static S3Server server;
  private static S3ObjectStore objects;
  private static ArtifactStore artifacts;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = S3Server.start(directory);
    objects =
        new S3ObjectStore(
            new S3Config(
                server.endpoint(),
                server.region(),
                BUCKET,
                server.accessKey(),
                server.secretKey()));
    artifacts = new ArtifactStore(objects);
  }

  @AfterAll
  static void stop() {
    objects.close();
    server.close();
  }

  @Test
  void commitsAnArtifactThatEverybodyFinds() {
    ArtifactRequest request = new ArtifactRequest("sae", 1, Map.of("seed", 1), Map.of());
    BlobRef blob = artifacts.blobs().put(new byte[] {1, 2, 3});

    Manifest committed = artifacts.commit(request, Map.of("a.bin", blob), Map.of("loss", 0.5));

    assertThat(artifacts.find("sae", request.id())).contains(committed);
    assertThat(artifacts.blobs().read(committed.file("a.bin"))).containsExactly(1, 2, 3);
  }

  @Test
  void returnsTheSameManifestToAllWhoCommitAtTheSameTime() throws Exception {
    ArtifactRequest request = new ArtifactRequest("sae", 1, Map.of("seed", "race"), Map.of());

    List<Manifest> manifests =
        ObjectStoreContract.race(
            8, i -> artifacts.commit(request, Map.of(), Map.of("committedBy", i)));

    assertThat(manifests).containsOnly(manifests.get(0));
    assertThat(artifacts.find("sae", request.id())).contains(manifests.get(0));
  }

  @Test
  void streamsABlobThatDoesNotFitIntoMemory(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("large.bin");
    writeRandom(file, LARGE_MIB);

    BlobRef blob = artifacts.blobs().put(file);

    assertThat(blob.bytes()).isEqualTo((long) LARGE_MIB * MIB);
    assertThat(blob.digest()).isEqualTo(Digest.of(file));
    try (InputStream in = artifacts.blobs().open(blob)) {
      assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(blob.bytes());
    }
    ByteBuffer tail = artifacts.blobs().readRange(blob, blob.bytes() - 1000, 1000);
    assertThat(tail).isEqualTo(readTail(file, 1000));
  }

  @Test
  void uploadsABlobOnlyOnce() throws IOException {
    byte[] bytes = "written once".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    BlobRef blob = artifacts.blobs().put(bytes);
    Path stored = server.file(BUCKET, blob.key());
    FileTime past = FileTime.fromMillis(0);
    Files.setLastModifiedTime(stored, past);

    assertThat(artifacts.blobs().put(bytes)).isEqualTo(blob);

    assertThat(Files.getLastModifiedTime(stored)).isEqualTo(past);
  }

  @Test
  void noticesAChangedByteOnDisk() throws IOException {
    byte[] bytes = new byte[9 * MIB];
    new Random(1).nextBytes(bytes);
    BlobRef blob = artifacts.blobs().put(bytes);
    Path stored = server.file(BUCKET, blob.key());
    try (RandomAccessFile file = new RandomAccessFile(stored.toFile(), "rw")) {
      file.seek(5 * MIB);
      file.write(bytes[5 * MIB] ^ 1);
    }

    assertThatThrownBy(() -> artifacts.blobs().read(blob))
        .isInstanceOf(CorruptBlobException.class)
        .hasMessageContaining(blob.key());
    assertThatThrownBy(() -> artifacts.blobs().readRange(blob, 6 * MIB, 10))
        .isInstanceOf(CorruptBlobException.class)
        .hasMessageContaining("bytes 4194304 to 8388608");
    assertThat(artifacts.blobs().readRange(blob, 100, 10))
        .isEqualTo(ByteBuffer.wrap(bytes, 100, 10));
  }

  @Test
  void noticesATruncatedFileOnDisk() throws IOException {
    BlobRef blob = artifacts.blobs().put(new byte[1000]);
    try (RandomAccessFile file =
        new RandomAccessFile(server.file(BUCKET, blob.key()).toFile(), "rw")) {
      file.setLength(900);
    }

    assertThatThrownBy(() -> artifacts.blobs().read(blob))
        .isInstanceOf(CorruptBlobException.class)
        .hasMessageContaining("ends after 900 of 1000 bytes");
  }

  @Test
  void repairsATruncatedBlobWhenItIsPutAgain() throws IOException {
    byte[] bytes = "to be cut short".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    BlobRef blob = artifacts.blobs().put(bytes);
    try (RandomAccessFile file =
        new RandomAccessFile(server.file(BUCKET, blob.key()).toFile(), "rw")) {
      file.setLength(4);
    }

    artifacts.blobs().put(bytes);

    assertThat(artifacts.blobs().read(blob)).isEqualTo(bytes);
  }

  @Test
  void keepsAndRemovesCheckpoints() throws IOException {
    ArtifactId id = new ArtifactRequest("sae", 1, Map.of("seed", "resume"), Map.of()).id();
    artifacts.putCheckpoint(id, "state", new byte[] {1});
    artifacts.putCheckpoint(id, "state", new byte[] {1, 2});

    try (InputStream in = artifacts.readCheckpoint(id, "state").orElseThrow()) {
      assertThat(in.readAllBytes()).containsExactly(1, 2);
    }
    artifacts.deleteCheckpoints(id);

    assertThat(artifacts.readCheckpoint(id, "state")).isEmpty();
  }

  @Test
  void readsOneTensorOfARemoteSafetensorsFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("t.safetensors");
    float[] values = {1, 2, 3, 4, 5, 6};
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec("padding", DType.F32, 2 * MIB),
            new TensorSpec("small", DType.F32, 2, 3));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), tensors)) {
      writer.write("padding", new float[2 * MIB]);
      writer.write("small", values);
    }
    BlobRef blob = artifacts.blobs().put(file);

    try (SafetensorsReader reader = SafetensorsReader.open(artifacts.blobs().source(blob))) {
      assertThat(reader.toFloats("small")).containsExactly(values);
      assertThat(reader.readRows("small", 1, 1).asFloatBuffer().get(2)).isEqualTo(6);
    }
  }

  private static void writeRandom(Path file, int mebibytes) throws IOException {
    Random random = new Random(7);
    byte[] piece = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
  }

  private static ByteBuffer readTail(Path file, int bytes) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] tail = new byte[bytes];
      in.seek(in.length() - bytes);
      in.readFully(tail);
      return ByteBuffer.wrap(tail);
    }
  }
}
