package io.nullscope.checkpoints;

import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a checkpoint. Opening one reads names, types and shapes; values are read tensor by
 * tensor, so memory is bounded by the largest.
 */
public interface Weights extends Closeable {

  /** Largest tensor that can be read, in bytes: what fits into one buffer. */
  long MAX_TENSOR_BYTES = Integer.MAX_VALUE - 8;

  /** What to call it in messages: the path of its file, or of its index. */
  String name();

  /** Every tensor by name, sorted. */
  Map<String, TensorSpec> tensors();

  /**
   * The values of a tensor as stored: little-endian, row-major.
   *
   * @throws IllegalArgumentException when there is no such tensor, or when it is larger than 2 GiB
   * @throws IOException when the file cannot be read
   */
  ByteBuffer read(String tensor) throws IOException;

  /** Every file that it consists of: the index first, if there is one. */
  List<Path> files();

  /** What a user should know about it though it is no error; empty as a rule. */
  List<String> notes();

  /**
   * The values of a floating-point tensor, row-major; float64 values are rounded.
   *
   * @throws IllegalArgumentException as {@link #read}, and when the tensor is not of a
   *     floating-point type
   */
  default float[] toFloats(String tensor) throws IOException {
    ByteBuffer bytes = read(tensor);
    return FloatValues.of(tensors().get(tensor).dtype(), bytes);
  }
}
