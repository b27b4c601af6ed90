package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The aligned windows of a corpus: every context of S tokens is cut into S / L windows of L tokens.
 * Because L divides S, window {@code w} covers the global positions {@code w * L .. w * L + L - 1},
 * no window straddles two contexts, and no token is left out.
 *
 * @param tokens number of tokens in the corpus
 * @param contextLength tokens per context (S)
 * @param windowLength tokens per window (L)
 */
public record WindowGrid(long tokens, int contextLength, int windowLength) {

  /**
   * Checks that the windows tile the contexts and the contexts tile the corpus.
   *
   * @throws IllegalArgumentException if L does not divide S, or S does not divide the number of
   *     tokens
   */
  public WindowGrid {
    if (windowLength <= 0 || contextLength <= 0 || contextLength % windowLength != 0) {
      throw new IllegalArgumentException(
          ("windows of %d tokens do not tile contexts of %d tokens: choose a window length that"
                  + " divides the context length")
              .formatted(windowLength, contextLength));
    }
    if (tokens < 0 || tokens % contextLength != 0) {
      throw new IllegalArgumentException(
          "%d interpretation tokens are not whole contexts of %d tokens"
              .formatted(tokens, contextLength));
    }
  }

  /** The grid of windows of L tokens over a corpus. */
  public static WindowGrid over(TokenCorpus corpus, int windowLength) {
    return new WindowGrid(corpus.tokens(), corpus.contextLength(), windowLength);
  }

  /** Number of windows. */
  public long count() {
    return tokens / windowLength;
  }

  /**
   * Index of the window that holds a global position.
   *
   * @throws IllegalArgumentException if the position lies outside the corpus
   */
  public long indexOf(long position) {
    if (position < 0 || position >= tokens) {
      throw new IllegalArgumentException(
          "token %d lies outside the corpus of %d tokens".formatted(position, tokens));
    }
    return position / windowLength;
  }

  /** Global position of the first token of a window. */
  public long start(long window) {
    return window * windowLength;
  }

  /** The windows in which a latent fires, with the largest activation of each. */
  public ActiveWindows activeWindows(LatentActivations activations) {
    long[] indices = new long[activations.size()];
    float[] maxima = new float[activations.size()];
    int size = 0;
    for (int i = 0; i < activations.size(); i++) {
      long window = indexOf(activations.position(i));
      if (size == 0 || indices[size - 1] != window) {
        indices[size] = window;
        maxima[size++] = activations.activation(i);
      } else {
        maxima[size - 1] = Math.max(maxima[size - 1], activations.activation(i));
      }
    }
    return new ActiveWindows(Arrays.copyOf(indices, size), Arrays.copyOf(maxima, size));
  }

  /** The windows in which no position counts, ascending. */
  public long[] uncounted(TokenCorpus corpus) {
    if (corpus.allCount()) {
      return new long[0];
    }
    return LongStream.range(0, count())
        .filter(
            window ->
                LongStream.range(start(window), start(window) + windowLength)
                    .noneMatch(corpus::counts))
        .toArray();
  }

  /** Cuts one window out of the corpus and lays the latent's activations over it. */
  public Window cut(TokenCorpus corpus, LatentActivations activations, long window) {
    long start = start(window);
    int[] tokenIds = new int[windowLength];
    float[] dense = new float[windowLength];
    boolean[] counted = new boolean[windowLength];
    for (int i = 0; i < windowLength; i++) {
      tokenIds[i] = corpus.tokenId(start + i);
      counted[i] = corpus.counts(start + i);
    }
    for (int i = activations.firingsBefore(start);
        i < activations.size() && activations.position(i) < start + windowLength;
        i++) {
      dense[(int) (activations.position(i) - start)] = activations.activation(i);
    }
    return new Window(tokenIds, dense, counted, corpus.documentId(start), start);
  }
}
