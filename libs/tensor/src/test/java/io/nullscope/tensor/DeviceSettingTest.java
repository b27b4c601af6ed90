package io.nullscope.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceSettingTest {

  @AfterEach
  void unset() {
    System.clearProperty(DeviceSetting.PROPERTY);
  }

  @Test
  void takesTheFirstGpuWhenThereIsOne() {
    assertThat(new DeviceSetting("auto").choose(0)).isEqualTo(Device.cpu());
    assertThat(new DeviceSetting("auto").choose(2)).isEqualTo(Device.gpu(0));
  }

  @Test
  void takesTheNamedDevice() {
    assertThat(new DeviceSetting("cpu").choose(2)).isEqualTo(Device.cpu());
    assertThat(new DeviceSetting("gpu1").choose(2)).isEqualTo(Device.gpu(1));
  }

  @Test
  void refusesAGpuThatIsNotThere() {
    assertThatThrownBy(() -> new DeviceSetting("gpu2").choose(2))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("NULLSCOPE_DEVICE")
        .hasMessageContaining("gpu2")
        .hasMessageContaining("gpu0 to gpu1");
    assertThatThrownBy(() -> new DeviceSetting("gpu0").choose(0))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("sees no GPU");
  }

  @Test
  void refusesAValueWithoutMeaning() {
    assertThatThrownBy(() -> new DeviceSetting("cuda").choose(1))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("\"cuda\"; use auto, cpu, or gpu0");
  }

  @Test
  void isReadWhenTheEngineStarts() {
    System.setProperty(DeviceSetting.PROPERTY, "gpu99");
    assertThatThrownBy(TensorRuntime::start)
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith("nullscope.device (NULLSCOPE_DEVICE) is gpu99");
  }

  @Test
  void onlyANamedGpuHasToBeThereAtStart() {
    assertThat(new DeviceSetting("gpu1").namesGpu()).isTrue();
    assertThat(new DeviceSetting("auto").namesGpu()).isFalse();
    assertThat(new DeviceSetting("cpu").namesGpu()).isFalse();
    assertThatThrownBy(() -> new DeviceSetting("tpu").namesGpu())
        .isInstanceOf(TensorException.class);
  }
}
