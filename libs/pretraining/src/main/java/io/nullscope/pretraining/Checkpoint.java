package io.nullscope.pretraining;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.ParameterSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * A training state in one safetensors file. A training that goes on from it ends with the same bits
 * as one that was never interrupted.
 *
 * <pre>
 * weights.NAME, first_moment.NAME, second_moment.NAME   F32
 * losses    F32 [steps]                    held_out  F64 [points, 1 + corpora] = step, loss of each
 * seconds   F64 [1]                        metadata "settings": what the training depends on
 * </pre>
 */
final class Checkpoint {

  private static final String SETTINGS = "settings";
  private static final String LOSSES = "losses";
  private static final String HELD_OUT = "held_out";
  private static final String SECONDS = "seconds";
  private static final List<String> PARTS = List.of("weights", "first_moment", "second_moment");

  private Checkpoint() {}

  /** Writes a file at once: another process sees the old one or the new one. */
  static void write(Path file, TrainingState state, String settings) throws IOException {
    TrainingHistory history = state.history();
    Map<String, float[]> floats = new TreeMap<>();
    Map<String, double[]> doubles = new TreeMap<>();
    List<TensorSpec> specs = new ArrayList<>();
    List<ModelWeights> tensors =
        List.of(state.weights(), state.firstMoments(), state.secondMoments());
    for (int part = 0; part < PARTS.size(); part++) {
      ModelWeights of = tensors.get(part);
      for (int i = 0; i < of.tensors().size(); i++) {
        ParameterSpec parameter = of.parameters().get(i);
        String name = PARTS.get(part) + "." + parameter.name();
        floats.put(name, of.tensors().get(i).toFloatArray());
        specs.add(new TensorSpec(name, DType.F32, parameter.shape()));
      }
    }
    float[] losses = new float[history.losses().size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = history.losses().get(i);
    }
    floats.put(LOSSES, losses);
    specs.add(new TensorSpec(LOSSES, DType.F32, losses.length));
    doubles.put(HELD_OUT, flat(history.heldOut()));
    int points = history.heldOut().size();
    specs.add(
        new TensorSpec(
            HELD_OUT, DType.F64, points, points == 0 ? 1 : doubles.get(HELD_OUT).length / points));
    doubles.put(SECONDS, new double[] {history.seconds()});
    specs.add(new TensorSpec(SECONDS, DType.F64, 1));
    TreeMap<String, Object> inOrder = new TreeMap<>(floats);
    inOrder.putAll(doubles);
    OutputFile.write(
        file,
        temporary -> {
          try (SafetensorsWriter writer =
              SafetensorsWriter.create(temporary, Map.of(SETTINGS, settings), specs)) {
            for (String name : inOrder.keySet()) {
              if (floats.containsKey(name)) {
                writer.write(name, floats.get(name));
              } else {
                writer.write(name, bytes(doubles.get(name)));
              }
            }
          }
        });
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws PretrainingException when it is of a training with other settings
   */
  static TrainingState read(TensorRuntime runtime, GptNeoXConfig config, Path file, String settings)
      throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      String stored = reader.header().metadata().get(SETTINGS);
      if (!settings.equals(stored)) {
        throw new PretrainingException(
            "%s is of another training: it has %s, this one %s. Use another --out, or delete the file to start anew"
                .formatted(file, stored, settings));
      }
      List<ModelWeights> parts = new ArrayList<>();
      for (String part : PARTS) {
        List<float[]> values = new ArrayList<>();
        for (ParameterSpec parameter : config.parameters()) {
          values.add(reader.toFloats(part + "." + parameter.name()));
        }
        parts.add(ModelWeights.of(runtime, config, values));
      }
      List<Float> losses = new ArrayList<>();
      for (float loss : reader.toFloats(LOSSES)) {
        losses.add(loss);
      }
      TrainingHistory history =
          new TrainingHistory(losses, heldOut(reader), doubles(reader, SECONDS)[0]);
      return new TrainingState(parts.get(0), parts.get(1), parts.get(2), history);
    }
  }

  private static List<HeldOutPoint> heldOut(SafetensorsReader reader) throws IOException {
    double[] values = doubles(reader, HELD_OUT);
    int columns = Math.toIntExact(reader.header().tensor(HELD_OUT).shape()[1]);
    List<HeldOutPoint> points = new ArrayList<>();
    for (int at = 0; at < values.length; at += columns) {
      List<Double> losses = new ArrayList<>();
      for (int i = 1; i < columns; i++) {
        losses.add(values[at + i]);
      }
      points.add(new HeldOutPoint((long) values[at], losses));
    }
    return points;
  }

  private static double[] flat(List<HeldOutPoint> points) {
    return points.stream()
        .flatMapToDouble(
            point ->
                DoubleStream.concat(
                    DoubleStream.of(point.step()),
                    point.losses().stream().mapToDouble(Double::doubleValue)))
        .toArray();
  }

  private static double[] doubles(SafetensorsReader reader, String name) throws IOException {
    ByteBuffer bytes = reader.read(name);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  private static ByteBuffer bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }
}
