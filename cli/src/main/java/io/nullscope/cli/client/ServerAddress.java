package io.nullscope.cli.client;

/** Host and port of a server's gRPC. */
public record ServerAddress(String host, int port) {
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads {@code HOST:PORT}; an IPv6 host is in brackets. The address of the web page, which is on
   * the same port, means the same.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  public static ServerAddress parse(String address) {
    if (address.startsWith("https://")) {
      throw new IllegalArgumentException(
          "'" + address + "': the server speaks without TLS; give HOST:PORT, or http://HOST:PORT");
    }
    String text = address.replaceFirst("^http://", "").replaceFirst("/+$", "");
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "'" + address + "' is not HOST:PORT, for example 127.0.0.1:9000");
    }
    return new ServerAddress(text.substring(0, colon), Integer.parseInt(port));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
