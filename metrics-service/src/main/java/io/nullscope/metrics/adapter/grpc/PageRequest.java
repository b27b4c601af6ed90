package io.nullscope.metrics.adapter.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;

/** Which part of a list is asked for. Tokens are opaque to clients, so that they can change. */
record PageRequest(int offset, int size) {

  private static final int DEFAULT_SIZE = 100;
  private static final int LARGEST_SIZE = 1000;
  private static final String PREFIX = "offset:";

  /**
   * @param size unsigned; 0 means the default, more than the largest means the largest
   * @param token "" for the first page
   * @throws IllegalArgumentException for a token that no response has contained
   */
  static PageRequest of(int size, String token) {
    int limited = size < 0 || size > LARGEST_SIZE ? LARGEST_SIZE : size;
    return new PageRequest(offset(token), limited == 0 ? DEFAULT_SIZE : limited);
  }

  static String token(OptionalInt next) {
    return next.isEmpty() ? "" : token(next.getAsInt());
  }

  static String token(int offset) {
    byte[] text = (PREFIX + offset).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static int offset(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      if (text.startsWith(PREFIX)) {
        return Integer.parseUnsignedInt(text.substring(PREFIX.length())) & Integer.MAX_VALUE;
      }
    } catch (IllegalArgumentException e) {
      throw unknown(token, e);
    }
    throw unknown(token, null);
  }

  private static IllegalArgumentException unknown(String token, Throwable cause) {
    return new IllegalArgumentException(
        "page_token '" + token + "' is not from this service; leave it empty for the first page",
        cause);
  }
}
