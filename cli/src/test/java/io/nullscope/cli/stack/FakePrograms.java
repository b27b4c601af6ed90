package io.nullscope.cli.stack;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small programs of this source tree, started as real processes. */
final class FakePrograms {
  /** A class path with nothing else on it starts fastest. */
  private static final String TEST_CLASSES =
      Path.of(FakePrograms.class.getProtectionDomain().getCodeSource().getLocation().getPath())
          .toString();

  private FakePrograms() {}

  static Programs stack() {
    return component -> arguments(FakeComponent.class);
  }

  static List<String> arguments(Class<?> main) {
    return List.of("-XX:TieredStopAtLevel=1", "-cp", TEST_CLASSES, main.getName());
  }

  static ChildSpec child(Class<?> main, Path log, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments(main));
    command.addAll(List.of(arguments));
    return new ChildSpec(main.getSimpleName(), command, Map.of(), false, log);
  }

  static InstantSource stoppedClock() {
    return InstantSource.fixed(Instant.EPOCH);
  }
}
