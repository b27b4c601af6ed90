package io.nullscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {

  @Test
  void keepsThePortThatIsAskedFor() throws IOException {
    assertThat(FreePort.choose(9092, 0)).isEqualTo(9092);
  }

  @Test
  void choosesAPortThatCanBeBound() throws IOException {
    int port = FreePort.choose(0, 0);

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void staysBelowThePortsOfOutgoingConnections() throws IOException {
    for (int i = 0; i < 200; i++) {
      assertThat(FreePort.choose(0, 0)).isBetween(15_000, 31_999);
    }
  }
}
