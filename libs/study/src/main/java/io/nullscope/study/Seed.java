package io.nullscope.study;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The root of all randomness of a study. Every use draws from a stream of its own, found by name,
 * so that adding or leaving out one use changes no other.
 */
public record Seed(long root) {
  /**
   * The stream of this name; streams of different names or roots are independent. Costs one hash.
   */
  public RandomStream stream(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = ByteBuffer.allocate(Long.BYTES + text.length).putLong(root).put(text).array();
    return new RandomStream(ByteBuffer.wrap(Sha256.of(bytes)).getLong());
  }
}
