package io.nullscope.trainer;

import io.nullscope.testing.ServiceArchitecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void layersDependInwards() {
    ServiceArchitecture.check("io.nullscope.trainer");
  }
}
