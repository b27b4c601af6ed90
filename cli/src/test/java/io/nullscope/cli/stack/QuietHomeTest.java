package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuietHomeTest {
  @TempDir private Path root;

  @Test
  void isRefusedWhileAStackRunsAndKeepsStacksOut() throws Exception {
    StackHome home = new StackHome(root);
    home.create();
    try (HomeLock running = HomeLock.acquire(home)) {
      assertThatThrownBy(() -> QuietHome.of(home))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Stop it first");
    }
    try (QuietHome quiet = QuietHome.of(home)) {
      assertThat(quiet.store()).isEqualTo(root.resolve("s3/nullscope"));
      assertThatThrownBy(() -> HomeLock.acquire(home)).isInstanceOf(StackException.class);
    }
  }
}
