package io.nullscope.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Chooses a port of the loopback interface for a server that nobody gave one. */
public final class FreePort {

  /*
   * Below the range from which Linux takes the ports of outgoing connections. The system's own
   * choice (port 0) lies in that range: it may be the same twice, and while a server restarts, one
   * of its clients' attempts to reconnect can sit on its port.
   */
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePort() {}

  /**
   * Returns the port that was asked for, or a free one.
   *
   * @param wanted a port, or 0 for a free one
   * @param other a port that must not be chosen, or 0
   * @throws IOException when no free port was found
   */
  public static int choose(int wanted, int other) throws IOException {
    if (wanted != 0) {
      return wanted;
    }
    RandomGenerator random = RandomGenerator.getDefault();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (port != other && isFree(port)) {
        return port;
      }
    }
    throw new IOException(
        "found no free port between %d and %d in %d attempts".formatted(LOWEST, HIGHEST, ATTEMPTS));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
