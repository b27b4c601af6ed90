package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many tokens prompts had by the server's own count, beside their bytes. A server that cuts
 * prompts, as Ollama does beyond its context, says so nowhere else.
 */
final class PromptUse {

  /** No tokenizer makes so few tokens of text. */
  private static final int MOST_BYTES_PER_TOKEN = 16;

  /** So many prompts with the very same number of tokens, the largest of all, ... */
  private static final int SAME = 3;

  /** ... of which the longest has so many times the bytes of the shortest, were cut to it. */
  private static final double SPREAD = 1.2;

  private final Map<Long, Range> byTokens = new ConcurrentHashMap<>();

  private record Range(int prompts, long shortest, long longest) {

    Range plus(Range other) {
      return new Range(
          prompts + other.prompts,
          Math.min(shortest, other.shortest),
          Math.max(longest, other.longest));
    }
  }

  /** Bytes of all messages. */
  static long bytes(ChatRequest request) {
    return request.messages().stream()
        .mapToLong(message -> message.text().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  /** Whether a prompt has far more bytes than the server has read. */
  static boolean isFarBelow(long tokens, long bytes) {
    return tokens > 0 && tokens < bytes / MOST_BYTES_PER_TOKEN;
  }

  /** Counts a prompt; each once. */
  void add(long tokens, long bytes) {
    byTokens.merge(tokens, new Range(1, bytes, bytes), Range::plus);
  }

  /** The number of tokens to which prompts are cut, if they are. */
  OptionalLong limit() {
    OptionalLong most = byTokens.keySet().stream().mapToLong(Long::longValue).max();
    if (most.isEmpty() || most.getAsLong() == 0) {
      return OptionalLong.empty();
    }
    Range range = byTokens.get(most.getAsLong());
    return range.prompts >= SAME && range.longest >= SPREAD * range.shortest
        ? most
        : OptionalLong.empty();
  }
}
