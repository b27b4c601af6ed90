package io.nullscope.pretraining.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often each word occurs in the texts. Words are cut as GPT-2 cuts them and as the {@code
 * ByteLevel} pre-tokenizer of Hugging Face does; merges never cross their borders.
 */
public final class WordCounts {

  /** GPT-2's expression; white space is Unicode's, as it is in Hugging Face's engine. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, int[]> counts = new HashMap<>();

  /** Counts the words of a text. */
  public void add(String text) {
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      counts.computeIfAbsent(word.group(), unused -> new int[1])[0]++;
    }
  }

  /** Count by word, the words as text, in ascending order. */
  public Map<String, Integer> counts() {
    Map<String, Integer> sorted = new TreeMap<>();
    counts.forEach((word, count) -> sorted.put(word, count[0]));
    return sorted;
  }
}
