package io.nullscope.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CpuFlagsTest {

  @Test
  void readsTheFirstProcessorsFlags() {
    assertThat(
            CpuFlags.of(
                Stream.of("processor\t: 0", "flags\t\t: fpu avx512_bf16", "", "flags\t\t: fpu")))
        .containsExactlyInAnyOrder("fpu", "avx512_bf16");
  }

  @Test
  void isEmptyWhereNothingIsSaid() {
    assertThat(CpuFlags.of(Stream.of("processor\t: 0", "Features\t: asimd bf16"))).isEmpty();
  }
}
