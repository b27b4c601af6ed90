package io.nullscope.transformer;

import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import java.util.OptionalInt;

/**
 * The text of the token-shuffled variant: within each window, the tokens of each document change
 * places, every order equally likely. A start token stays at the start of its document. So every
 * window keeps its tokens and every document its places, and the order is gone.
 *
 * @param rootSeed seed of the study that drew it
 * @param stream name of the variant's stream
 */
public record TokenShuffle(long rootSeed, String stream) {

  /**
   * Shuffles one window; depends on nothing but the seed, the split, its number and its length.
   *
   * @param split split of the corpus; splits have independent orders
   * @param window number of the window within the split
   * @param tokens [S] token ids
   * @param documents [S] number of the document that each token belongs to; ascending
   * @param documentStart token that begins each document, if any
   * @return [S] the same token ids in another order
   */
  public int[] shuffled(
      String split, long window, int[] tokens, int[] documents, OptionalInt documentStart) {
    RandomStream order = new Seed(rootSeed).stream(stream + "/" + split);
    int[] shuffled = tokens.clone();
    long first = window * tokens.length;
    int from = 0;
    while (from < tokens.length) {
      int to = from + 1;
      while (to < tokens.length && documents[to] == documents[from]) {
        to++;
      }
      boolean marked = documentStart.isPresent() && tokens[from] == documentStart.getAsInt();
      int fixed = marked ? 1 : 0;
      for (int last = to - 1; last > from + fixed; last--) {
        // Number i of the stream belongs to position i of the split.
        int other = from + fixed + (int) (order.uniform(first + last) * (last - from - fixed + 1));
        int token = shuffled[last];
        shuffled[last] = shuffled[other];
        shuffled[other] = token;
      }
      from = to;
    }
    return shuffled;
  }
}
