package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorInfo;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Moves float32 tensors between native memory and safetensors files, a bounded number of rows at a
 * time.
 */
final class TensorFiles {

  private final Kernel kernel;
  private final TensorScope parent;

  TensorFiles(Kernel kernel, TensorScope parent) {
    this.kernel = kernel;
    this.parent = parent;
  }

  static TensorSpec spec(String name, NDArray tensor) {
    return new TensorSpec(name, DType.F32, tensor.getShape().getShape());
  }

  void write(SafetensorsWriter writer, String name, NDArray tensor) throws IOException {
    long[] shape = tensor.getShape().getShape();
    int chunk = rowsPerChunk(shape);
    for (long first = 0; first < shape[0]; first += chunk) {
      long rows = Math.min(chunk, shape[0] - first);
      try (TensorScope scope = parent.child()) {
        NDArray part = kernel.call(scope, "rows", tensor, first, rows).get(0);
        writer.write(name, part.toFloatArray());
      }
    }
  }

  /**
   * Fills {@code target} from the tensor of that name.
   *
   * @throws SaeFormatException when the file has no such tensor, of this shape, or it is not of a
   *     floating-point type
   */
  void read(SafetensorsReader reader, Path file, String name, NDArray target) throws IOException {
    long[] shape = target.getShape().getShape();
    DType dtype = check(reader, file, name, shape).dtype();
    if (!dtype.isFloatingPoint()) {
      throw new SaeFormatException(
          file.toString(), "tensor \"" + name + "\" is " + dtype + ", not a floating-point type");
    }
    if (dtype != DType.F32) {
      try (TensorScope scope = parent.child()) {
        copyRows(scope, target, 0, scope.floats(reader.toFloats(name), shape));
      }
      return;
    }
    int chunk = rowsPerChunk(shape);
    for (long first = 0; first < shape[0]; first += chunk) {
      long[] part = shape.clone();
      part[0] = Math.min(chunk, shape[0] - first);
      try (TensorScope scope = parent.child()) {
        NDArray values = scope.floats(reader.readRows(name, first, (int) part[0]), part);
        copyRows(scope, target, first, values);
      }
    }
  }

  static TensorInfo check(SafetensorsReader reader, Path file, String name, long... shape) {
    if (!reader.header().tensors().containsKey(name)) {
      throw new SaeFormatException(
          file.toString(),
          "has no tensor \"" + name + "\"; it has " + reader.header().tensors().keySet());
    }
    TensorInfo info = reader.header().tensor(name);
    if (!Arrays.equals(info.shape(), shape)) {
      throw new SaeFormatException(
          file.toString(),
          "tensor \"%s\" has shape %s, expected %s"
              .formatted(name, Arrays.toString(info.shape()), Arrays.toString(shape)));
    }
    return info;
  }

  private void copyRows(TensorScope scope, NDArray target, long first, NDArray rows) {
    kernel.call(scope, "copy_rows", target, first, rows);
  }

  private static int rowsPerChunk(long[] shape) {
    long perRow = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
    return (int) Math.max(1, SaeParameters.CHUNK_FLOATS / Math.max(1, perRow));
  }
}
