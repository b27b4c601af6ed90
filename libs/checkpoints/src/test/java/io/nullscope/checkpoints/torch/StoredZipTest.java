package io.nullscope.checkpoints.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.checkpoints.InvalidCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives with zip64 records, as files of more than 4 GiB have them, made small by hand. */
class StoredZipTest {

  private static final byte[] NAME = "x/data/0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};

  @TempDir private Path folder;

  /** One entry whose sizes and place are in the extra field. */
  private static ByteBuffer archive(long bytes, long header, long directory) {
    ByteBuffer zip = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).putShort((short) 45).putShort((short) 8).putShort((short) 0);
    zip.putInt(0).putInt(0).putInt(-1).putInt(-1).putShort((short) NAME.length);
    zip.putShort((short) 3).put(NAME).put(new byte[3]).put(CONTENT);
    int central = zip.position();
    zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 8);
    zip.putShort((short) 0).putInt(0).putInt(0).putInt(-1).putInt(-1);
    zip.putShort((short) NAME.length).putShort((short) 34).putShort((short) 0);
    zip.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1).put(NAME);
    // Another extra field comes first.
    zip.putShort((short) 0x4650).putShort((short) 2).putShort((short) 7);
    zip.putShort((short) 1).putShort((short) 24).putLong(bytes).putLong(bytes).putLong(header);
    int end64 = zip.position();
    zip.putInt(0x06064b50)
        .putLong(44)
        .putShort((short) 45)
        .putShort((short) 45)
        .putInt(0)
        .putInt(0);
    zip.putLong(1).putLong(1).putLong(end64 - central).putLong(directory < 0 ? central : directory);
    zip.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    zip.putInt(0x06054b50).putShort((short) -1).putShort((short) -1).putShort((short) -1);
    zip.putShort((short) -1).putInt(-1).putInt(-1).putShort((short) 0);
    return zip.flip();
  }

  private ByteSource source(ByteBuffer zip) throws IOException {
    byte[] bytes = Arrays.copyOf(zip.array(), zip.limit());
    return ByteSource.of(Files.write(folder.resolve("archive.bin"), bytes));
  }

  @Test
  void readsZip64Records() throws IOException {
    try (ByteSource source = source(archive(CONTENT.length, 0, -1))) {
      StoredZip zip = StoredZip.read(source);

      assertThat(zip.names()).containsExactly("x/data/0");
      assertThat(zip.size("x/data/0")).isEqualTo(CONTENT.length);
      assertThat(zip.bytes("x/data/0", 10)).isEqualTo(CONTENT);
    }
  }

  @Test
  void refusesSizesAndPlacesBeyondTheFile() throws IOException {
    for (ByteBuffer zip :
        new ByteBuffer[] {
          archive(1000, 0, -1),
          archive(Long.MAX_VALUE, 0, -1),
          archive(-1, 0, -1),
          archive(5, Long.MAX_VALUE, -1),
          archive(5, -5, -1),
          archive(5, 0, Long.MAX_VALUE),
          archive(5, 0, 1L << 62),
        }) {
      try (ByteSource source = source(zip)) {
        assertThatThrownBy(() -> StoredZip.read(source))
            .isInstanceOf(InvalidCheckpointException.class)
            .hasMessageContaining("archive.bin");
      }
    }
  }

  @Test
  void refusesACompressedEntryOfNegativeSize() throws IOException {
    ByteBuffer zip = archive(CONTENT.length, 0, -1);
    int central = 30 + NAME.length + 3 + CONTENT.length;
    zip.putShort(central + 10, (short) 8).putLong(central + 46 + NAME.length + 6 + 4, -5);
    try (ByteSource source = source(zip)) {
      assertThatThrownBy(() -> StoredZip.read(source))
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageContaining("archive.bin");
    }
  }

  @Test
  void refusesAnEntryWhoseHeaderIsElsewhere() throws IOException {
    try (ByteSource source = source(archive(5, 4, -1))) {
      StoredZip zip = StoredZip.read(source);

      assertThatThrownBy(() -> zip.offset("x/data/0"))
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageContaining("not where the directory says");
    }
  }
}
