package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir private Path directory;
  private StackHome home;

  @BeforeEach
  void makeHome() {
    home = new StackHome(directory);
    home.create();
  }

  @Test
  void areDifferentAndFree() {
    Ports ports = Ports.choose(StackOptions.defaults(), home);

    assertThat(ports.byComponent()).hasSize(Component.values().length);
    assertThat(ports.byComponent().values())
        .doesNotHaveDuplicates()
        .doesNotContain(ports.kafkaController())
        .allMatch(Ports::isFree);
  }

  @Test
  void stayTheSameFromRunToRun() {
    Ports first = Ports.choose(StackOptions.defaults(), home);

    assertThat(Ports.choose(StackOptions.defaults(), home)).isEqualTo(first);
  }

  @Test
  void giveWayWhenARememberedOneIsTaken() throws IOException {
    int taken = Ports.choose(StackOptions.defaults(), home).of(Component.S3);

    try (ServerSocket socket = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(Ports.choose(StackOptions.defaults(), home).of(Component.S3))
          .isNotEqualTo(socket.getLocalPort());
    }
  }

  @Test
  void ignoreAMemoryThatMakesNoSense() throws IOException {
    Files.writeString(home.ports(), "kafka=99999\ns3=x\n\\u00zz");

    assertThat(Ports.choose(StackOptions.defaults(), home).byComponent().values())
        .allMatch(Ports::isFree);
  }

  @Test
  void followTheBaseAndSingleOptions() {
    int base = freeRange();
    int web = base + 20;

    Ports ports =
        Ports.choose(
            new StackOptions(
                OptionalInt.of(base),
                OptionalInt.of(web),
                OptionalInt.empty(),
                OptionalInt.empty()),
            home);

    assertThat(ports.of(Component.METRICS)).isEqualTo(web);
    assertThat(ports.of(Component.KAFKA)).isEqualTo(base + 1);
    assertThat(ports.of(Component.S3)).isEqualTo(base + 2);
    assertThat(ports.kafkaController()).isEqualTo(base + 7);
  }

  @Test
  void refuseAPortThatIsTakenOrAskedForTwice() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      StackOptions taken = only(OptionalInt.of(socket.getLocalPort()), OptionalInt.empty());

      assertThatThrownBy(() -> Ports.choose(taken, home))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Port " + socket.getLocalPort() + " for kafka is in use");
    }
    int free = freeRange();

    assertThatThrownBy(() -> Ports.choose(only(OptionalInt.of(free), OptionalInt.of(free)), home))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("asked for twice");
  }

  private static StackOptions only(OptionalInt kafka, OptionalInt s3) {
    return new StackOptions(OptionalInt.empty(), OptionalInt.empty(), kafka, s3);
  }

  private static int freeRange() {
    for (int base = 10_000; base < 15_000; base += 30) {
      boolean free = true;
      for (int offset = 0; offset <= 20; offset++) {
        free &= Ports.isFree(base + offset);
      }
      if (free) {
        return base;
      }
    }
    throw new AssertionError("no free range of ports");
  }
}
