package io.nullscope.artifacts.safetensors;

import io.nullscope.artifacts.GitLfsPointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file, checked: tensors do not overlap, leave no gap, lie within the
 * file and have the size that their shape asks for.
 *
 * @param tensors tensors by name, sorted
 * @param metadata the free-form entries under {@code __metadata__}, sorted
 * @param dataOffset where the tensors' bytes begin in the file
 */
public record SafetensorsHeader(
    Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataOffset) {

  /**
   * Headers above this size are refused: some 200,000 tensors, three times what the largest models
   * have. (The reference implementation allows 100 MB, which as objects would not fit our heaps.)
   */
  public static final int MAX_HEADER_BYTES = 32 << 20;

  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = Long.BYTES;

  public SafetensorsHeader {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /**
   * Reads and checks the header of a source.
   *
   * @throws MalformedSafetensorsException when the file breaks a rule of the format
   * @throws IOException when the source cannot be read
   */
  public static SafetensorsHeader read(ByteSource source) throws IOException {
    String file = source.name();
    if (source.size() < LENGTH_BYTES) {
      throw new MalformedSafetensorsException(
          file,
          "it has "
              + source.size()
              + " bytes, too few for the header length; copy or download it again");
    }
    long length = source.read(0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      if (isPointer(source)) {
        throw new MalformedSafetensorsException(file + " " + GitLfsPointer.PROBLEM);
      }
      throw new MalformedSafetensorsException(
          file,
          "its header claims %s bytes, more than the limit of %d"
              .formatted(Long.toUnsignedString(length), MAX_HEADER_BYTES));
    }
    if (length > source.size() - LENGTH_BYTES) {
      throw new MalformedSafetensorsException(
          file,
          "its header claims %d bytes but only %d follow; copy or download it again"
              .formatted(length, source.size() - LENGTH_BYTES));
    }
    ByteBuffer json = source.read(LENGTH_BYTES, (int) length);
    long dataOffset = LENGTH_BYTES + length;
    return new HeaderParser(file, source.size() - dataOffset).parse(json, dataOffset);
  }

  private static boolean isPointer(ByteSource source) throws IOException {
    byte[] start = new byte[(int) Math.min(source.size(), GitLfsPointer.BYTES)];
    source.read(0, start.length).get(start);
    return GitLfsPointer.begins(start);
  }

  /**
   * A tensor of the file.
   *
   * @throws IllegalArgumentException when there is none of that name; the message lists some that
   *     exist
   */
  public TensorInfo tensor(String name) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "There is no tensor \""
              + name
              + "\" among "
              + tensors.keySet().stream().limit(20).toList());
    }
    return tensor;
  }
}
