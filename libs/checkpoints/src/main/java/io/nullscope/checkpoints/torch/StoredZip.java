package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.checkpoints.InvalidCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The entries of a zip archive whose entries are not compressed, as PyTorch writes them, so that
 * each can be read at any offset. Reads the central directory (with zip64); nothing is inflated.
 * Checksums are not compared: PyTorch may leave them out.
 *
 * <p>Source: APPNOTE.TXT 6.3.9, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.
 */
final class StoredZip {

  /** Largest central directory: that of some hundred thousand storages. */
  private static final int MAX_DIRECTORY_BYTES = 32 << 20;

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA_64 = 1;
  private static final int ENCRYPTED = 1;

  /** An entry: its header's offset in the file, the number of its bytes, and how they are kept. */
  private record Entry(long header, long bytes, boolean compressed) {}

  /** Where the directory lies. */
  private record Directory(long offset, long bytes, long entries) {}

  private final ByteSource source;
  private final Map<String, Entry> entries = new HashMap<>();

  private StoredZip(ByteSource source) {
    this.source = source;
  }

  /**
   * Reads the directory of an archive. The source is not closed.
   *
   * @throws InvalidCheckpointException when the archive is truncated, malformed or encrypted, or
   *     has two entries of one name
   */
  static StoredZip read(ByteSource source) throws IOException {
    StoredZip zip = new StoredZip(source);
    zip.readDirectory(zip.directory());
    return zip;
  }

  Set<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * Size of an entry in bytes.
   *
   * @throws InvalidCheckpointException when there is none of that name
   */
  long size(String name) {
    return entry(name).bytes();
  }

  /**
   * Where the bytes of an entry begin in the file; they are checked to lie within it.
   *
   * @throws InvalidCheckpointException when there is no such entry, or it is compressed or
   *     malformed
   */
  long offset(String name) throws IOException {
    Entry entry = entry(name);
    if (entry.compressed()) {
      throw new InvalidCheckpointException(
          source.name(),
          "has the compressed entry %s, which torch.save never writes; save the model again with torch.save or as safetensors"
              .formatted(name));
    }
    ByteBuffer header = at(entry.header(), LOCAL_BYTES);
    if (header.getInt(0) != LOCAL) {
      throw damaged("the header of entry %s is not where the directory says", name);
    }
    long data =
        entry.header()
            + LOCAL_BYTES
            + Short.toUnsignedInt(header.getShort(26))
            + Short.toUnsignedInt(header.getShort(28));
    if (data > source.size() - entry.bytes()) {
      throw damaged("entry %s ends after the end of the file", name);
    }
    return data;
  }

  /** The bytes of a small entry. */
  byte[] bytes(String name, int limit) throws IOException {
    long size = size(name);
    if (size > limit) {
      throw damaged("entry %s has %d bytes; at most %d are read", name, size, limit);
    }
    long offset = offset(name);
    byte[] bytes = new byte[(int) size];
    source.read(offset, bytes.length).get(bytes);
    return bytes;
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw damaged("it has no entry %s", name);
    }
    return entry;
  }

  private Directory directory() throws IOException {
    int tailBytes = (int) Math.min(source.size(), END_BYTES + MAX_COMMENT);
    long tailOffset = source.size() - tailBytes;
    ByteBuffer tail = at(tailOffset, tailBytes);
    int end = tailBytes - END_BYTES;
    while (end >= 0
        && !(tail.getInt(end) == END
            && end + END_BYTES + Short.toUnsignedInt(tail.getShort(end + 20)) == tailBytes)) {
      end--;
    }
    if (end < 0) {
      throw damaged("its end is missing, so it was cut short");
    }
    long endOffset = tailOffset + end;
    long count = Short.toUnsignedLong(tail.getShort(end + 10));
    long bytes = Integer.toUnsignedLong(tail.getInt(end + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
    if (endOffset >= LOCATOR_64_BYTES) {
      ByteBuffer locator = at(endOffset - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
      if (locator.getInt(0) == LOCATOR_64) {
        ByteBuffer end64 = at(locator.getLong(8), END_64_BYTES);
        if (end64.getInt(0) != END_64) {
          throw damaged("its zip64 record is not where it should be");
        }
        count = end64.getLong(32);
        bytes = end64.getLong(40);
        offset = end64.getLong(48);
      }
    }
    if (offset < 0 || bytes < 0 || count < 0 || bytes > endOffset || offset > endOffset - bytes) {
      throw damaged("its directory does not lie within the file");
    }
    if (bytes > MAX_DIRECTORY_BYTES || count > bytes / CENTRAL_BYTES) {
      throw damaged("its directory claims %d entries in %d bytes", count, bytes);
    }
    return new Directory(offset, bytes, count);
  }

  private void readDirectory(Directory directory) throws IOException {
    ByteBuffer records = at(directory.offset(), (int) directory.bytes());
    for (long i = 0; i < directory.entries(); i++) {
      if (records.remaining() < CENTRAL_BYTES || records.getInt(records.position()) != CENTRAL) {
        throw damaged("record %d of its directory is malformed", i);
      }
      int start = records.position();
      int nameBytes = Short.toUnsignedInt(records.getShort(start + 28));
      int extraBytes = Short.toUnsignedInt(records.getShort(start + 30));
      int commentBytes = Short.toUnsignedInt(records.getShort(start + 32));
      int length = CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
      if (length > records.remaining()) {
        throw damaged("record %d of its directory is malformed", i);
      }
      String name =
          StandardCharsets.UTF_8.decode(records.slice(start + CENTRAL_BYTES, nameBytes)).toString();
      ByteBuffer extra =
          records
              .slice(start + CENTRAL_BYTES + nameBytes, extraBytes)
              .order(ByteOrder.LITTLE_ENDIAN);
      Entry entry = entry(name, records, start, extra);
      if (entries.put(name, entry) != null) {
        throw damaged("it has two entries with the name %s", name);
      }
      records.position(start + length);
    }
  }

  private Entry entry(String name, ByteBuffer record, int start, ByteBuffer extra) {
    if ((record.getShort(start + 8) & ENCRYPTED) != 0) {
      throw damaged("entry %s is encrypted", name);
    }
    boolean isCompressed = record.getShort(start + 10) != 0;
    long compressed = Integer.toUnsignedLong(record.getInt(start + 20));
    long bytes = Integer.toUnsignedLong(record.getInt(start + 24));
    long header = Integer.toUnsignedLong(record.getInt(start + 42));
    long all = 0xffffffffL;
    if (bytes == all || compressed == all || header == all) {
      ByteBuffer wide = extra64(name, extra);
      bytes = bytes == all ? next(name, wide) : bytes;
      compressed = compressed == all ? next(name, wide) : compressed;
      header = header == all ? next(name, wide) : header;
    }
    if (!isCompressed && compressed != bytes) {
      throw damaged("entry %s has %d bytes but stores %d", name, bytes, compressed);
    }
    if (bytes < 0
        || compressed < 0
        || header < 0
        || header > source.size()
        || compressed > source.size() - header) {
      throw damaged("entry %s ends after the end of the file", name);
    }
    return new Entry(header, bytes, isCompressed);
  }

  private ByteBuffer extra64(String name, ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Short.toUnsignedInt(extra.getShort());
      if (length > extra.remaining()) {
        break;
      }
      if (id == EXTRA_64) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    throw damaged("entry %s lacks its zip64 sizes", name);
  }

  private long next(String name, ByteBuffer wide) {
    if (wide.remaining() < Long.BYTES) {
      throw damaged("entry %s lacks its zip64 sizes", name);
    }
    return wide.getLong();
  }

  private ByteBuffer at(long offset, int length) throws IOException {
    if (offset < 0 || length > source.size() || offset > source.size() - length) {
      throw damaged("a record lies outside the file, so it was cut short");
    }
    return source.read(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private InvalidCheckpointException damaged(String problem, Object... arguments) {
    return TorchFile.damaged(source.name(), problem.formatted(arguments));
  }
}
