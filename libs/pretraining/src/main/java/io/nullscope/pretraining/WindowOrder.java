package io.nullscope.pretraining;

import io.nullscope.study.RandomSequence;
import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The training windows of S + 1 tokens in the order in which they are trained on.
 *
 * <p>The training starts with the first corpus alone. Over its first tenth the others come in
 * linearly, until each has the share of the square root of its size: a small corpus is not drowned
 * by a large one, and not repeated as often as equal shares would. Each corpus is cut into windows
 * and shuffled anew in every epoch, from another first token.
 */
final class WindowOrder {

  /** Part of the training in which the later corpora come in. */
  private static final double RAMP = 0.1;

  private final List<Epochs> corpora = new ArrayList<>();
  private final double[] shares;
  private final RandomStream choice;
  private final long total;
  private long next;

  /**
   * The order from its start.
   *
   * @param streams training tokens of each corpus, at least two windows each
   * @param context S
   * @param total windows of the whole training
   */
  WindowOrder(List<int[]> streams, int context, long total, Seed seed) {
    this.total = total;
    this.choice = seed.stream("pretraining/corpus");
    this.shares = new double[streams.size()];
    double sum = 0;
    for (int i = 0; i < streams.size(); i++) {
      corpora.add(new Epochs(streams.get(i), context, seed, i));
      shares[i] = Math.sqrt(streams.get(i).length);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
  }

  /** The next window: S + 1 tokens. */
  int[] next() {
    return corpora.get(corpus(next++)).next();
  }

  /** Leaves out windows, as if they had been taken. */
  void skip(long windows) {
    for (long i = 0; i < windows; i++) {
      corpora.get(corpus(next++)).skip();
    }
  }

  /** Passes begun over each corpus so far. */
  List<Integer> epochs() {
    return corpora.stream().map(corpus -> corpus.epoch).toList();
  }

  /** Which corpus the window of this number is from. */
  private int corpus(long number) {
    double ramp = Math.min(1, number / (RAMP * total));
    double rest = choice.uniform(number) - (1 - ramp);
    for (int i = 0; i < shares.length; i++) {
      rest -= ramp * shares[i];
      if (rest < 0) {
        return i;
      }
    }
    return shares.length - 1;
  }

  /** One corpus, epoch after epoch. */
  private static final class Epochs {
    private final int[] tokens;
    private final int context;
    private final Seed seed;
    private final int number;
    private int epoch;
    private int shift;
    private int[] order = new int[0];
    private int at;

    Epochs(int[] tokens, int context, Seed seed, int number) {
      if (tokens.length <= 2 * context) {
        throw new IllegalArgumentException(
            "corpus %d has %d tokens, fewer than two windows of %d"
                .formatted(number, tokens.length, context));
      }
      this.tokens = tokens;
      this.context = context;
      this.seed = seed;
      this.number = number;
    }

    int[] next() {
      skip();
      int from = shift + order[at - 1] * context;
      return Arrays.copyOfRange(tokens, from, from + context + 1);
    }

    void skip() {
      if (at == order.length) {
        begin();
      }
      at++;
    }

    private void begin() {
      RandomSequence random =
          seed.stream("pretraining/corpus/%d/epoch/%d".formatted(number, epoch)).sequence();
      epoch++;
      shift = random.nextInt(context);
      order = new int[(tokens.length - 1 - shift) / context];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      random.shuffle(order);
      at = 0;
    }
  }
}
