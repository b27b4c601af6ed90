package io.nullscope.checkpoints.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.checkpoints.InvalidCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a file, it is read or refused with one message: no other exception, no loop,
 * and no array that the file's size does not warrant (the largest here is a few kilobytes, so a
 * claimed size that was believed would show as an OutOfMemoryError).
 */
class DamagedTorchFileTest {

  @TempDir private Path folder;

  private boolean reads(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged.bin"), bytes);
    try (TorchFile opened = TorchFile.open(file)) {
      long total = 0;
      for (TensorSpec tensor : opened.tensors().values()) {
        int entries = (int) (tensor.bytes() / tensor.dtype().bytes());
        total += opened.read(tensor.name(), 0, entries).remaining();
      }
      // No element is read twice, but tensors may share a storage.
      assertThat(total).isLessThanOrEqualTo((long) bytes.length * opened.tensors().size());
      return true;
    } catch (InvalidCheckpointException e) {
      assertThat(e.getMessage()).contains("damaged.bin").doesNotContain("null");
      return false;
    }
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Fixtures.bytes("views.bin");
    assertThat(reads(whole)).isTrue();
    for (int length = 0; length < whole.length; length += 7) {
      assertThat(reads(Arrays.copyOf(whole, length))).as("%d bytes", length).isFalse();
    }
  }

  @Test
  void everyChangedByteIsReadOrRefused() throws IOException {
    Random random = new Random(1);
    for (String name : new String[] {"views.bin", "types.bin"}) {
      byte[] whole = Fixtures.bytes(name);
      int refused = 0;
      for (int i = 0; i < whole.length; i++) {
        byte[] changed = whole.clone();
        changed[i] = (byte) (i % 3 == 0 ? 0xff : random.nextInt());
        refused += reads(changed) ? 0 : 1;
      }
      assertThat(refused).isGreaterThan(100);
    }
  }

  @Test
  void severalChangedBytesAreReadOrRefused() throws IOException {
    Random random = new Random(2);
    byte[] whole = Fixtures.bytes("views.bin");
    for (int round = 0; round < 3000; round++) {
      byte[] changed = whole.clone();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        changed[random.nextInt(whole.length)] = (byte) random.nextInt();
      }
      if (round % 4 == 0) {
        int from = random.nextInt(whole.length);
        int to = random.nextInt(whole.length);
        int length = random.nextInt(Math.min(60, whole.length - Math.max(from, to)));
        System.arraycopy(whole, from, changed, to, length);
      }
      reads(changed);
    }
  }
}
