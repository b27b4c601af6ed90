package io.nullscope.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TorchScript functions, compiled and type-checked when the kernel is loaded. One call is one
 * native call, however many operators the function has.
 *
 * <p>Source files hold methods in the form that TorchScript archives use: {@code def name(self:
 * __torch__.Kernel, x: Tensor, …) -> List[Tensor]:}; operators are {@code torch.<aten name>}. A
 * method returns a {@code Tensor} or a {@code List[Tensor]}, never a tuple.
 *
 * <p>In-place operators work on tensors and lists that came in as arguments; on lists built inside
 * the script the update is lost without a word.
 */
public final class Kernel implements AutoCloseable {

  private final String name;
  private final PtSymbolBlock block;

  private Kernel(String name, PtSymbolBlock block) {
    this.name = name;
    this.block = block;
  }

  /**
   * Compiles a kernel from text resources beside a class.
   *
   * @param runtime the engine to run on
   * @param owner the class whose package holds the resources
   * @param resources file names of the TorchScript texts, joined in this order: a function comes
   *     before those that call it
   * @throws TensorException when the source does not compile; the engine's message names the line
   */
  public static Kernel load(TensorRuntime runtime, Class<?> owner, String... resources) {
    String sources =
        Stream.of(resources)
            .map(resource -> read(owner, resource))
            .collect(Collectors.joining("\n"));
    return compile(runtime, String.join("+", resources), sources);
  }

  private static String read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no kernel source " + resource + " beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TensorException("kernel " + resource + " could not be read", e);
    }
  }

  /** Compiles a kernel from source text; {@code name} is for messages. */
  public static Kernel compile(TensorRuntime runtime, String name, String source) {
    Path archive = null;
    try {
      // By path: loading from a stream spins for ever on a file stream (DJL 0.35).
      archive = Files.createTempFile("kernel", ".pt");
      Files.write(archive, TorchScriptArchive.bytes(source));
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) runtime.rootManager(),
              archive,
              true,
              new String[0],
              new String[0],
              false);
      return new Kernel(name, block);
    } catch (IOException | RuntimeException e) {
      throw new TensorException("kernel " + name + " does not compile: " + e.getMessage(), e);
    } finally {
      deleteQuietly(archive);
    }
  }

  /**
   * Calls a method.
   *
   * @param scope owner of the results
   * @param method method name
   * @param arguments {@link NDArray}, {@code List<NDArray>}, {@code Map<String, NDArray>}, {@code
   *     Long}, {@code Integer}, {@code Double}, {@code Boolean} or {@code long[]}
   * @return the returned tensor, or the elements of the returned list
   * @throws TensorException when the engine refuses the call (shapes that do not fit)
   * @throws OutOfMemoryError when host or device memory is exhausted
   * @throws InternalError when the device is broken
   */
  public NDList call(TensorScope scope, String method, Object... arguments) {
    List<IValue> values = new ArrayList<>(arguments.length);
    // Thread-local in the engine, and DJL sets it only when it calls forward itself. The optimising
    // executor profiles the
    // first runs and fuses later ones, so the same call could round differently before and after:
    // results must not depend
    // on how often a kernel ran.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      for (Object argument : arguments) {
        values.add(toIValue(argument));
      }
      IValue[] inputs = values.toArray(IValue[]::new);
      try (IValue result =
          EngineCalls.OF_PROCESS.call(() -> IValueUtils.runMethod(block, method, inputs))) {
        PtNDManager manager = (PtNDManager) scope.manager();
        if (result.isTensor()) {
          return new NDList(result.toTensor(manager));
        }
        return new NDList(result.toTensorArray(manager));
      }
    } catch (RuntimeException e) {
      throw failure(method, e);
    } finally {
      values.forEach(IValue::close);
    }
  }

  /** Lack of memory and a broken device are errors of the process, not of this call. */
  private TensorException failure(String method, RuntimeException e) {
    String message = "kernel " + name + "." + method + " failed: " + e.getMessage();
    if (message.contains("allocate memory") || message.contains("out of memory")) {
      OutOfMemoryError error = new OutOfMemoryError(message);
      error.initCause(e);
      throw error;
    }
    if (message.contains("CUDA error")) {
      throw new InternalError(message, e);
    }
    return new TensorException(message, e);
  }

  private static IValue toIValue(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof Long value) {
      return IValue.from(value);
    }
    if (argument instanceof Integer value) {
      return IValue.from(value.longValue());
    }
    if (argument instanceof Double value) {
      return IValue.from(value);
    }
    if (argument instanceof Boolean value) {
      return IValue.from(value);
    }
    if (argument instanceof long[] values) {
      return IValue.listFrom(values);
    }
    if (argument instanceof List<?> list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }
    if (argument instanceof Map<?, ?> map) {
      Map<String, PtNDArray> arrays = new java.util.LinkedHashMap<>();
      map.forEach((key, value) -> arrays.put((String) key, (PtNDArray) value));
      return IValue.stringMapFrom(arrays);
    }
    throw new IllegalArgumentException(
        "a kernel cannot take an argument of type " + argument.getClass().getName());
  }

  private static void deleteQuietly(Path archive) {
    if (archive != null) {
      try {
        Files.deleteIfExists(archive);
      } catch (IOException e) {
        archive.toFile().deleteOnExit();
      }
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
