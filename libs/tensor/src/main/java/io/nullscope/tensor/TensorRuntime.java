package io.nullscope.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import java.util.Set;

/**
 * The PyTorch engine of this process on one device. Create one and share it; scopes made from it
 * own all native memory.
 *
 * <p>The engine's native libraries come from the class path; nothing is fetched.
 */
public final class TensorRuntime implements AutoCloseable {

  private final Engine engine;
  private final NDManager root;

  private TensorRuntime(Engine engine, NDManager root) {
    this.engine = engine;
    this.root = root;
  }

  /**
   * Starts the engine on the device that {@code nullscope.device} (or {@code NULLSCOPE_DEVICE})
   * names; without it on the first GPU when there is one, else on the CPU.
   *
   * @throws TensorException when the native library cannot be loaded, or the device is not there
   */
  public static TensorRuntime start() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      Engine engine = Engine.getEngine("PyTorch");
      Device device = DeviceSetting.ofThisProcess().choose(engine.getGpuCount());
      return new TensorRuntime(engine, engine.newBaseManager(device));
    } catch (TensorException e) {
      throw e;
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new TensorException("the PyTorch engine did not start: " + e.getMessage(), e);
    }
  }

  /**
   * Makes sure that a GPU is there if this process is told to use one. Does not load the engine
   * otherwise, which takes seconds.
   *
   * @throws TensorException when it is not there, or the setting means nothing
   */
  public static void requireDevice() {
    DeviceSetting setting = DeviceSetting.ofThisProcess();
    if (setting.namesGpu()) {
      start().close();
    }
  }

  /**
   * The engine for a service, which may be told to end at any moment: the end of the process waits
   * for the kernel call under way and lets no other begin. A thread that makes one then waits for
   * ever.
   *
   * @throws TensorException when the native library cannot be loaded
   */
  public static TensorRuntime startForService() {
    return startForService(() -> {});
  }

  /**
   * The engine for a service whose work wants to make some more calls before the process ends.
   *
   * @param atExit waits for that work; called when the process is told to end
   * @throws TensorException when the native library cannot be loaded
   */
  public static TensorRuntime startForService(Runnable atExit) {
    TensorRuntime runtime = start();
    EngineCalls.OF_PROCESS.stopAtExit(atExit);
    return runtime;
  }

  /** A new scope; close it to free everything that was made in it. */
  public TensorScope scope() {
    return new TensorScope(root.newSubManager());
  }

  /** Engine name and version, for provenance: {@code "PyTorch 2.7.1"}. */
  public String engine() {
    return engine.getEngineName() + " " + engine.getVersion();
  }

  /** {@code "cpu"} or {@code "gpu0"}, for provenance. */
  public String device() {
    Device device = root.getDevice();
    return device.isGpu() ? device.getDeviceType() + device.getDeviceId() : device.getDeviceType();
  }

  /**
   * Whether products of bfloat16 matrices are much faster than those of float32 ones: CPUs with
   * AVX512_BF16 or AMX, GPUs from compute capability 8. Read from what the hardware says of itself,
   * not measured: the same machine must always give the same answer.
   */
  public boolean hasFastBfloat16() {
    Device device = root.getDevice();
    return device.isGpu()
        ? Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId())) >= 80
        : CpuFlags.present().stream().anyMatch(Set.of("avx512_bf16", "amx_bf16")::contains);
  }

  /**
   * Whether tensors are on a CPU with AVX-512, which oneDNN's float32 products use and MKL's only
   * on Intel's processors.
   */
  public boolean hasAvx512() {
    return !root.getDevice().isGpu() && CpuFlags.present().contains("avx512f");
  }

  NDManager rootManager() {
    return root;
  }

  @Override
  public void close() {
    root.close();
  }
}
