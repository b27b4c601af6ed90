package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryMeterTest {
  @TempDir private Path proc;

  @Test
  void keepsTheLargestSumOverTheProcesses() throws IOException {
    try (MemoryMeter meter = new MemoryMeter(proc, () -> List.of(1L, 2L, 3L))) {
      resident(1, 100);
      resident(2, 50);
      meter.sample();
      resident(1, 20);
      resident(2, 60);
      meter.sample();

      assertThat(meter.peakBytes()).isEqualTo(150 * 1024);
    }
  }

  private void resident(long pid, int kilobytes) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        directory.resolve("status"),
        "Name:\tjava\nVmHWM:\t  9999 kB\nVmRSS:\t  %d kB\nThreads:\t3\n".formatted(kilobytes));
  }
}
