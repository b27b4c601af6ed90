package io.nullscope.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a benchmark program prints: one JSON line with the fields that the peers print, too. */
public final class Measurement {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  public Measurement() {
    with("program", "nullscope");
    with("threads", Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "0")));
  }

  public Measurement with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds time and rate. */
  public Measurement of(long tokens, long nanoseconds) {
    with("tokens", tokens);
    with("seconds", Math.round(nanoseconds / 1e6) / 1e3);
    return with("tokensPerSecond", Math.round(tokens / (nanoseconds / 1e9)));
  }

  /** Prints the line, with the peak of the process's resident memory. */
  public void print() {
    with("peakMiB", peakKibibytes() / 1024);
    try {
      System.out.println(new ObjectMapper().writeValueAsString(fields));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long peakKibibytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
