package io.nullscope.autointerp.domain;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * How the windows of a latent are shared out between explaining and testing. With {@code n} active
 * windows:
 *
 * <ol>
 *   <li>Explanation: {@code min(explanationWindows, floor(n / 2))} active windows, uniformly at
 *       random (the paper draws random windows, not the strongest). At most half, so that a latent
 *       with few windows leaves as much to test as it gives to explain: 60 windows with the
 *       defaults give 30 and 30, from 80 on the explanation has all of its 40, from 90 on the test
 *       has all of its 50.
 *   <li>Positives: the remaining {@code m} windows, sorted by window maximum (ties by index), are
 *       cut into ten equal-count deciles, decile {@code d} being ranks {@code floor(d m / 10)} to
 *       {@code floor((d + 1) m / 10) - 1}; {@code positives / 10} are drawn from each without
 *       replacement. A decile with fewer gives what it has, so {@code min(positives, m)} in all.
 *   <li>Negatives: {@code min(negatives, silent windows)} windows in which the latent is silent,
 *       uniformly at random without replacement. None if it fires everywhere.
 *   <li>Contrast: {@code contrast} of the other silent windows, uniformly at random.
 * </ol>
 *
 * <p>No window is used twice. Windows of one document may be on both sides: the split is by window,
 * as in the paper.
 *
 * @param explanationWindows windows shown to the explainer, at most
 * @param positives active test windows, a multiple of ten, at most
 * @param negatives silent test windows, at most
 * @param contrast silent windows shown to the explainer, at most; 0 when it sees none
 */
public record SplitRule(int explanationWindows, int positives, int negatives, int contrast) {

  /** Equal-count groups of the positives by window maximum. */
  public static final int DECILES = 10;

  /** Decile of a negative. */
  public static final int NO_DECILE = -1;

  /** Checks that every part is wanted. */
  public SplitRule {
    if (explanationWindows < 1 || negatives < 1) {
      throw new IllegalArgumentException(
          "%d explanation windows and %d negatives: ask for at least one of each"
              .formatted(explanationWindows, negatives));
    }
    if (contrast < 0) {
      throw new IllegalArgumentException(
          "%d contrast windows: ask for none or some".formatted(contrast));
    }
    if (positives < DECILES || positives % DECILES != 0) {
      throw new IllegalArgumentException(
          "%d positives cannot be spread evenly over %d deciles: use a multiple of %d"
              .formatted(positives, DECILES, DECILES));
    }
  }

  /**
   * Splits the windows of one latent. Draws from the streams {@code explanation-windows}, {@code
   * positives}, {@code negatives} and {@code contrast-windows}.
   *
   * @param active the windows in which the latent fires, at least two
   * @param windows number of windows in the corpus
   * @throws IllegalArgumentException if there are fewer than two active windows
   */
  public WindowSplit split(ActiveWindows active, long windows, RandomStreams random) {
    if (active.size() < 2) {
      throw new IllegalArgumentException(
          "%d active windows cannot be split into explanation and test: at least two are needed"
              .formatted(active.size()));
    }
    boolean[] explains = new boolean[active.size()];
    List<Long> explanation = new ArrayList<>();
    int wanted = Math.min(explanationWindows, active.size() / 2);
    for (long rank :
        RandomChoice.distinct(random.stream("explanation-windows"), active.size(), wanted)) {
      explains[(int) rank] = true;
      explanation.add(active.index((int) rank));
    }
    List<WindowSplit.Test> negatives = negatives(active, windows, random);
    return new WindowSplit(
        explanation,
        contrast(active, windows, negatives, random),
        positives(active, explains, random),
        negatives);
  }

  private List<WindowSplit.Test> positives(
      ActiveWindows active, boolean[] explains, RandomStreams random) {
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < explains.length; i++) {
      if (!explains[i]) {
        rest.add(i);
      }
    }
    rest.sort(Comparator.<Integer>comparingDouble(active::max).thenComparingInt(i -> i));

    var generator = random.stream("positives");
    List<WindowSplit.Test> drawn = new ArrayList<>();
    for (int decile = 0; decile < DECILES; decile++) {
      int from = (int) ((long) rest.size() * decile / DECILES);
      int to = (int) ((long) rest.size() * (decile + 1) / DECILES);
      int count = Math.min(positives / DECILES, to - from);
      for (long rank : RandomChoice.distinct(generator, to - from, count)) {
        drawn.add(new WindowSplit.Test(active.index(rest.get(from + (int) rank)), decile));
      }
    }
    return drawn;
  }

  private List<WindowSplit.Test> negatives(
      ActiveWindows active, long windows, RandomStreams random) {
    long silent = active.silent(windows);
    int count = (int) Math.min(negatives, silent);
    return Arrays.stream(RandomChoice.distinct(random.stream("negatives"), silent, count))
        .mapToObj(rank -> new WindowSplit.Test(active.silentWindow(rank), NO_DECILE))
        .toList();
  }

  /**
   * From those that are not negatives, so that asking for contrast leaves the tests as they are.
   */
  private List<Long> contrast(
      ActiveWindows active, long windows, List<WindowSplit.Test> negatives, RandomStreams random) {
    long silent = active.silent(windows);
    Set<Long> tested = negatives.stream().map(WindowSplit.Test::window).collect(toSet());
    var generator = random.stream("contrast-windows");
    int candidates = (int) Math.min((long) contrast + tested.size(), silent);
    long[] ranks = RandomChoice.distinct(generator, silent, candidates);
    return Arrays.stream(RandomChoice.permutation(generator, candidates))
        .mapToObj(i -> active.silentWindow(ranks[i]))
        .filter(window -> !tested.contains(window))
        .limit(contrast)
        .sorted()
        .toList();
  }
}
