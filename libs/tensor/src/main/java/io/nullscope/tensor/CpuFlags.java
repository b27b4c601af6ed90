package io.nullscope.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The instruction sets of this machine's processor. */
final class CpuFlags {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private CpuFlags() {}

  /** As Linux names them; empty where it does not say. */
  static Set<String> present() {
    try (Stream<String> lines = Files.lines(CPUINFO, StandardCharsets.ISO_8859_1)) {
      return of(lines);
    } catch (IOException e) {
      return Set.of();
    }
  }

  static Set<String> of(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(
            line ->
                Set.copyOf(List.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+"))))
        .orElse(Set.of());
  }
}
