package io.nullscope.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.pretraining.tokenizer.ByteLevelBpe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;

/**
 * A corpus that a model wrote: one {@code {"text": …}} a line, compressed.
 *
 * @param documents lines
 * @param tokens drawn, the start tokens included
 * @param truncated documents that the model's context cut off
 */
public record WrittenCorpus(long documents, long tokens, long truncated) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Lets the model write until there are enough tokens. Which documents they are does not depend on
   * the number of threads.
   *
   * @param file is written at once
   * @param tokens wanted; the document that reaches them is the last
   * @param threads waves that are drawn at the same time
   */
  static WrittenCorpus write(
      Path file, Sampler sampler, ByteLevelBpe tokenizer, int context, long tokens, int threads)
      throws IOException {
    Counter counter = new Counter(context, tokens);
    OutputFile.write(
        file,
        path -> {
          try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path), 1 << 16)) {
            write(out, sampler, tokenizer, counter, threads);
          }
        });
    return new WrittenCorpus(counter.documents, counter.tokens, counter.truncated);
  }

  private static void write(
      OutputStream out, Sampler sampler, ByteLevelBpe tokenizer, Counter counter, int threads)
      throws IOException {
    try (Workers workers = new Workers(threads)) {
      Deque<Future<List<int[]>>> ahead = new ArrayDeque<>();
      int begun = 0;
      while (!counter.isFull()) {
        while (ahead.size() < threads) {
          int wave = begun++;
          ahead.add(workers.submit(() -> sampler.wave(wave)));
        }
        for (int[] document : Workers.result(ahead.remove())) {
          String text = tokenizer.decode(document);
          if (!counter.isFull() && !text.isBlank()) {
            counter.add(document);
            out.write(MAPPER.writeValueAsBytes(MAPPER.createObjectNode().put("text", text)));
            out.write("\n".getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  /** What has been written so far. */
  private static final class Counter {
    private final int context;
    private final long wanted;
    private long documents;
    private long tokens;
    private long truncated;

    Counter(int context, long wanted) {
      this.context = context;
      this.wanted = wanted;
    }

    boolean isFull() {
      return tokens >= wanted;
    }

    void add(int[] document) {
      documents++;
      tokens += document.length + 1L;
      truncated += document.length == context ? 1 : 0;
    }
  }
}
