package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorInfo;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters and training state in one safetensors file. A training that goes on from it ends with
 * the same bits as one that was never interrupted.
 *
 * <pre>
 * parameters.NAME, first_moment.NAME, second_moment.NAME   F32, as the parameter
 * tokens_since_fired  I64 [F]      progress  I64 [2] = steps done, steps of the training
 * curve               F64 [n]      the training curve
 * decoder_start       F32 [F, D]   where a softly frozen decoder began; only then
 * </pre>
 *
 * @param parameters owned by the caller
 * @param state owned by the caller
 */
public record TrainingCheckpoint(SaeParameters parameters, TrainingState state) {

  private static final String SINCE_FIRED = "tokens_since_fired";
  private static final String PROGRESS = "progress";
  private static final String CURVE = "curve";
  private static final String DECODER_START = "decoder_start";

  /** Writes a file, or replaces it. */
  public void write(Path file) throws IOException {
    Map<String, NDArray> floats = floatTensors(parameters, state);
    Map<String, ByteBuffer> others = new TreeMap<>();
    long[] sinceFired = state.tokensSinceFired();
    double[] curve = state.curve().toArray();
    others.put(SINCE_FIRED, bytes(sinceFired));
    others.put(PROGRESS, bytes(state.steps(), state.totalSteps()));
    others.put(CURVE, bytes(curve));
    List<TensorSpec> specs = new ArrayList<>();
    floats.forEach((name, tensor) -> specs.add(TensorFiles.spec(name, tensor)));
    specs.add(new TensorSpec(SINCE_FIRED, DType.I64, sinceFired.length));
    specs.add(new TensorSpec(PROGRESS, DType.I64, 2));
    specs.add(new TensorSpec(CURVE, DType.F64, curve.length));
    TreeMap<String, Object> inOrder = new TreeMap<>(floats);
    inOrder.putAll(others);
    TensorRuntime runtime = parameters.runtime();
    try (Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope();
        SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), specs)) {
      TensorFiles files = new TensorFiles(kernel, scope);
      for (String name : inOrder.keySet()) {
        if (floats.containsKey(name)) {
          files.write(writer, name, floats.get(name));
        } else {
          writer.write(name, others.get(name));
        }
      }
    }
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @param config of the autoencoder in the file
   * @param totalSteps of the training in the file
   * @throws SaeFormatException when the file belongs to another autoencoder or training
   */
  public static TrainingCheckpoint read(
      TensorRuntime runtime, SaeConfig config, long totalSteps, Path file) throws IOException {
    SaeParameters parameters = SaeParameters.zeros(runtime, config);
    TrainingState state = TrainingState.fresh(runtime, config, totalSteps);
    try (Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope();
        SafetensorsReader reader = SafetensorsReader.open(file)) {
      if (reader.header().tensors().containsKey(DECODER_START)) {
        state.startToRead(config);
      }
      TensorFiles files = new TensorFiles(kernel, scope);
      for (Map.Entry<String, NDArray> tensor : floatTensors(parameters, state).entrySet()) {
        files.read(reader, file, tensor.getKey(), tensor.getValue());
      }
      long[] sinceFired = longs(reader, file, SINCE_FIRED, config.latents());
      long[] progress = longs(reader, file, PROGRESS, 2);
      if (progress[1] != totalSteps || progress[0] < 0 || progress[0] > totalSteps) {
        throw new SaeFormatException(
            file.toString(),
            "is step "
                + progress[0]
                + " of a training of "
                + progress[1]
                + " steps, expected "
                + totalSteps);
      }
      NDArray values = scope.longs(sinceFired, config.latents());
      kernel.call(scope, "copy_rows", state.tokensSinceFiredArray(), 0, values);
      state.restore(progress[0], curve(reader, file));
      return new TrainingCheckpoint(parameters, state);
    } catch (IOException | RuntimeException e) {
      parameters.close();
      state.close();
      throw e;
    }
  }

  private static TreeMap<String, NDArray> floatTensors(
      SaeParameters parameters, TrainingState state) {
    TreeMap<String, NDArray> tensors = new TreeMap<>();
    List<String> names = parameters.names();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      tensors.put("parameters." + name, parameters.tensors().get(i));
      tensors.put("first_moment." + name, state.firstMoments().get(i));
      tensors.put("second_moment." + name, state.secondMoments().get(i));
    }
    state.decoderStart().ifPresent(start -> tensors.put(DECODER_START, start));
    return tensors;
  }

  private static long[] longs(SafetensorsReader reader, Path file, String name, int size)
      throws IOException {
    TensorFiles.check(reader, file, name, size);
    ByteBuffer bytes = typed(reader, file, name, DType.I64);
    long[] values = new long[size];
    bytes.asLongBuffer().get(values);
    return values;
  }

  private static double[] curve(SafetensorsReader reader, Path file) throws IOException {
    ByteBuffer bytes = typed(reader, file, CURVE, DType.F64);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    if (!TrainingCurve.isComplete(values)) {
      throw new SaeFormatException(
          file.toString(), "tensor \"" + CURVE + "\" has " + values.length + " elements");
    }
    return values;
  }

  private static ByteBuffer typed(SafetensorsReader reader, Path file, String name, DType dtype)
      throws IOException {
    TensorInfo info = reader.header().tensors().get(name);
    if (info == null) {
      throw new SaeFormatException(file.toString(), "has no tensor \"" + name + "\"");
    }
    if (info.dtype() != dtype) {
      throw new SaeFormatException(
          file.toString(), "tensor \"" + name + "\" is " + info.dtype() + ", expected " + dtype);
    }
    return reader.read(name);
  }

  private static ByteBuffer bytes(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer bytes(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }
}
