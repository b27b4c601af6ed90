package io.nullscope.tensor;

import ai.djl.Device;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device that a process is told to use: {@code auto} (the first GPU, else the CPU), {@code
 * cpu}, or {@code gpuN}. Set by the system property {@value #PROPERTY} or the environment variable
 * {@value #VARIABLE}; the property wins.
 */
record DeviceSetting(String value) {

  static final String PROPERTY = "nullscope.device";
  static final String VARIABLE = "NULLSCOPE_DEVICE";

  private static final Pattern GPU = Pattern.compile("gpu(\\d{1,4})");

  static DeviceSetting ofThisProcess() {
    return new DeviceSetting(
        Optional.ofNullable(System.getProperty(PROPERTY))
            .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .orElse("auto"));
  }

  /**
   * Whether it is a certain GPU.
   *
   * @throws TensorException when the value means nothing
   */
  boolean namesGpu() {
    return choose(Integer.MAX_VALUE).isGpu() && !value.equals("auto");
  }

  /**
   * The device.
   *
   * @param gpus number of GPUs that the engine sees
   * @throws TensorException when the value means nothing, or a GPU that is not there
   */
  Device choose(int gpus) {
    if (value.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (value.equals("cpu")) {
      return Device.cpu();
    }
    Matcher gpu = GPU.matcher(value);
    if (!gpu.matches()) {
      throw new TensorException(
          "%s (%s) is \"%s\"; use auto, cpu, or gpu0, gpu1, …".formatted(PROPERTY, VARIABLE, value),
          null);
    }
    int index = Integer.parseInt(gpu.group(1));
    if (index >= gpus) {
      throw new TensorException(
          "%s (%s) is %s, but the engine sees %s. Use auto or cpu, or give it a GPU and a libtorch with CUDA"
                  .formatted(
                      PROPERTY, VARIABLE, value, gpus == 0 ? "no GPU" : "gpu0 to gpu" + (gpus - 1))
              + " (docs/operations.md, GPU)",
          null);
    }
    return Device.gpu(index);
  }
}
