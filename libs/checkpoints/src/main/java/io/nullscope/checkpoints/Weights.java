package io.nullscope.checkpoints;

import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a checkpoint. Opening one reads names, types and shapes; values are read a stretch
 * at a time, so memory is bounded by what is asked for. Not thread-safe.
 */
public interface Weights extends Closeable {

  /** What to call it in messages: the path of its file, or of its index. */
  String name();

  /** Every tensor by name, sorted. */
  Map<String, TensorSpec> tensors();

  /**
   * Consecutive entries of a tensor as stored: little-endian, row-major. Entries of a torch.save
   * file that do not lie in this order are gathered at the first call and kept until another tensor
   * is read.
   *
   * @throws IllegalArgumentException when there is no such tensor
   * @throws IndexOutOfBoundsException when the tensor has no such entries
   * @throws IOException when the file cannot be read
   */
  ByteBuffer read(String tensor, long firstEntry, int entries) throws IOException;

  /** Every file that it consists of: the index first, if there is one. */
  List<Path> files();

  /** What a user should know about it though it is no error; empty as a rule. */
  List<String> notes();
}
