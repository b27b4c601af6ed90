package io.nullscope.metrics.adapter.grpc;

import io.nullscope.metrics.application.Page;

/**
 * Which part of a list is asked for.
 *
 * @param offset index of the first item
 * @param size most items to return
 */
record PageRequest(int offset, int size) {

  private static final int DEFAULT_SIZE = 100;
  private static final int LARGEST_SIZE = 1000;

  /**
   * Reads the fields of a request.
   *
   * @throws IllegalArgumentException when the token is not one of ours or the size is too large
   */
  static PageRequest of(int size, String token) {
    if (size < 0 || size > LARGEST_SIZE) {
      throw new IllegalArgumentException("page_size " + size + " is not allowed; use at most " + LARGEST_SIZE);
    }
    if (!token.isEmpty() && !token.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("page_token \"" + token + "\" is not one that this service gave out");
    }
    return new PageRequest(token.isEmpty() ? 0 : Integer.parseInt(token), size == 0 ? DEFAULT_SIZE : size);
  }

  /** The token of the next page; empty on the last. */
  static String token(Page<?> page) {
    return page.next().isPresent() ? Integer.toString(page.next().getAsInt()) : "";
  }
}
