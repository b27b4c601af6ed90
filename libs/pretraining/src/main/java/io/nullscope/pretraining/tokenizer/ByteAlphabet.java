package io.nullscope.pretraining.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * GPT-2's byte-level alphabet: each of the 256 bytes is written as a printable character of its
 * own. Printable Latin-1 characters stand for themselves, all other bytes follow from U+0100 on.
 */
final class ByteAlphabet {

  /** The character of each byte. */
  private static final char[] CHARACTERS = new char[256];

  /** The byte of each character, -1 for none. */
  private static final int[] BYTES = new int[512];

  static {
    Arrays.fill(BYTES, -1);
    char next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      CHARACTERS[value] = printable ? (char) value : next++;
      BYTES[CHARACTERS[value]] = value;
    }
  }

  private ByteAlphabet() {}

  /** The 256 characters in ascending order. */
  static char[] sorted() {
    char[] sorted = CHARACTERS.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The UTF-8 bytes of a text, each as its character. */
  static String encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = CHARACTERS[bytes[i] & 0xFF];
    }
    return new String(characters);
  }

  /** Appends the bytes that a token stands for. */
  static void decode(String token, ByteArrayOutputStream bytes) {
    for (int i = 0; i < token.length(); i++) {
      bytes.write(BYTES[token.charAt(i)]);
    }
  }
}
