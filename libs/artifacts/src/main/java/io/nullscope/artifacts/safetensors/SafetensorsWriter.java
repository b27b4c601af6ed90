package io.nullscope.artifacts.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a safetensors file as a stream. The tensors are announced first, since the header comes
 * first; then their bytes are written in the order of their names, each in one or more pieces.
 * Equal tensors give equal files.
 *
 * <pre>{@code
 * try (var writer = SafetensorsWriter.create(file, Map.of(), List.of(new TensorSpec("a", DType.F32, 2, 3)))) {
 *   writer.write("a", bytes);
 * }
 * }</pre>
 */
public final class SafetensorsWriter implements Closeable {

  /** The tensors begin at a multiple of this, so that a mapped file can be read in place. */
  private static final int ALIGNMENT = 8;

  private static final int PIECE_BYTES = 1 << 16;

  private final WritableByteChannel out;
  private final List<TensorSpec> tensors;
  private int current;
  private long written;

  private SafetensorsWriter(WritableByteChannel out, List<TensorSpec> tensors) {
    this.out = out;
    this.tensors = tensors;
  }

  /** Creates a file, or replaces it. */
  public static SafetensorsWriter create(
      Path file, Map<String, String> metadata, Collection<TensorSpec> tensors) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), PIECE_BYTES);
    try {
      return create(out, metadata, tensors);
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  /**
   * Writes the header to a stream, which is closed together with the writer.
   *
   * @throws IllegalArgumentException when two tensors have the same name
   */
  public static SafetensorsWriter create(
      OutputStream out, Map<String, String> metadata, Collection<TensorSpec> tensors)
      throws IOException {
    List<TensorSpec> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparing(TensorSpec::name));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
        throw new IllegalArgumentException(
            "Tensor \"" + sorted.get(i).name() + "\" is announced twice");
      }
    }
    out.write(header(metadata, sorted));
    return new SafetensorsWriter(Channels.newChannel(out), sorted);
  }

  /**
   * Writes the next bytes of a tensor.
   *
   * @param name the tensor that is being written, or the next one by name when that one is complete
   * @param bytes little-endian, row-major; read from position to limit
   * @throws IllegalArgumentException when it is not this tensor's turn or when the bytes are too
   *     many
   */
  public void write(String name, ByteBuffer bytes) throws IOException {
    TensorSpec tensor = advanceTo(name);
    long missing = tensor.bytes() - written;
    if (bytes.remaining() > missing) {
      throw new IllegalArgumentException(
          "%d bytes were written to tensor %s, which misses %d"
              .formatted(bytes.remaining(), tensor, missing));
    }
    written += bytes.remaining();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * Writes the next values of a floating-point tensor, rounded to its type (nearest, ties to even).
   *
   * @throws IllegalArgumentException as {@link #write(String, ByteBuffer)}, or when the type is not
   *     a floating-point type
   */
  public void write(String name, float[] values) throws IOException {
    DType dtype = advanceTo(name).dtype();
    int perPiece = PIECE_BYTES / dtype.bytes();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int from = 0;
    do {
      int to = Math.min(values.length, from + perPiece);
      piece.clear();
      for (int i = from; i < to; i++) {
        switch (dtype) {
          case F32 -> piece.putFloat(values[i]);
          case F64 -> piece.putDouble(values[i]);
          case F16 -> piece.putShort(Float16.fromFloat(values[i]));
          case BF16 -> piece.putShort(BFloat16.fromFloat(values[i]));
          default ->
              throw new IllegalArgumentException(
                  "Tensor \"" + name + "\" is " + dtype + ", not a floating-point type");
        }
      }
      write(name, piece.flip());
      from = to;
    } while (from < values.length);
  }

  /**
   * Closes the stream.
   *
   * @throws IllegalStateException when bytes of an announced tensor are missing; the stream is
   *     closed all the same
   */
  @Override
  public void close() throws IOException {
    out.close();
    while (currentIsComplete()) {
      advance();
    }
    if (current < tensors.size()) {
      TensorSpec tensor = tensors.get(current);
      throw new IllegalStateException(
          "Only %d of %d bytes of tensor %s were written"
              .formatted(written, tensor.bytes(), tensor));
    }
  }

  private TensorSpec advanceTo(String name) {
    while (currentIsComplete() && !tensors.get(current).name().equals(name)) {
      advance();
    }
    if (current == tensors.size() || !tensors.get(current).name().equals(name)) {
      String expected =
          current == tensors.size() ? "nothing" : "\"" + tensors.get(current).name() + "\"";
      throw new IllegalArgumentException(
          "Tensor \""
              + name
              + "\" was written when "
              + expected
              + " was due: tensors are written by name");
    }
    return tensors.get(current);
  }

  private boolean currentIsComplete() {
    return current < tensors.size() && written == tensors.get(current).bytes();
  }

  private void advance() {
    current++;
    written = 0;
  }

  private static byte[] header(Map<String, String> metadata, List<TensorSpec> tensors)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
      generator.writeStartObject();
      if (!metadata.isEmpty()) {
        generator.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          generator.writeStringField(entry.getKey(), entry.getValue());
        }
        generator.writeEndObject();
      }
      long begin = 0;
      for (TensorSpec tensor : tensors) {
        long end = begin + tensor.bytes();
        long[] shape = tensor.shape();
        generator.writeObjectFieldStart(tensor.name());
        generator.writeStringField("dtype", tensor.dtype().name());
        generator.writeFieldName("shape");
        generator.writeArray(shape, 0, shape.length);
        generator.writeFieldName("data_offsets");
        generator.writeArray(new long[] {begin, end}, 0, 2);
        generator.writeEndObject();
        begin = end;
      }
      generator.writeEndObject();
    }
    int padded = (json.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (padded > SafetensorsHeader.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "The header of " + tensors.size() + " tensors is too large");
    }
    byte[] header = new byte[SafetensorsHeader.LENGTH_BYTES + padded];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json.toByteArray());
    return header;
  }
}
