package io.nullscope.transformer.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How tokenizers spell tokens in their files, and the text that is meant. */
enum TokenText {

  /** GPT-2's byte-level alphabet: each byte has a printable character of its own. */
  BYTE_LEVEL {
    @Override
    String of(String token) {
      byte[] bytes = new byte[token.length()];
      for (int i = 0; i < bytes.length; i++) {
        Integer value = BYTE_OF_CHARACTER.get(token.charAt(i));
        if (value == null) {
          return token;
        }
        bytes[i] = value.byteValue();
      }
      return readable(bytes);
    }
  },

  /** SentencePiece: spaces are U+2581, and single bytes {@code <0x0A>}. */
  METASPACE {
    @Override
    String of(String token) {
      Matcher single = SINGLE_BYTE.matcher(token);
      if (single.matches()) {
        return readable(new byte[] {(byte) Integer.parseInt(single.group(1), 16)});
      }
      return token.replace('\u2581', ' ');
    }
  };

  private static final Pattern SINGLE_BYTE = Pattern.compile("<0x([0-9A-F]{2})>");
  private static final Map<Character, Integer> BYTE_OF_CHARACTER = byteLevelAlphabet();

  /** The text that a token stands for. */
  abstract String of(String token);

  /** Bytes as text; those that are not UTF-8 on their own as hexadecimal numbers. */
  private static String readable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip());
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        text.append("<0x%02X>".formatted(in.get()));
      }
    }
  }

  /** Printable Latin-1 characters stand for themselves; all other bytes follow from U+0100 on. */
  private static Map<Character, Integer> byteLevelAlphabet() {
    Map<Character, Integer> bytes = new HashMap<>();
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      bytes.put((char) (printable ? value : next++), value);
    }
    return bytes;
  }
}
