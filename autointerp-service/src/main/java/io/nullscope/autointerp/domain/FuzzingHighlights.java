package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which tokens of a test window are highlighted for fuzzing. Positives: every token whose
 * activation is at least {@value #THRESHOLD} of the window's maximum (as delphi does). A negative
 * has as many highlights as the positive that it is matched with ({@link Matching}), so that their
 * number is no cue: where the positive has its own, or on the tokens that make it a hard negative.
 */
public final class FuzzingHighlights {

  /** Share of the window's maximum from which on a token is highlighted. */
  public static final double THRESHOLD = 0.3;

  private FuzzingHighlights() {}

  /**
   * Highlights of a window in which the latent fires; ascending, never empty.
   *
   * @throws IllegalArgumentException if the latent is silent in the window
   */
  public static List<Integer> ofPositive(Window window) {
    double threshold = THRESHOLD * window.maxActivation();
    if (threshold == 0) {
      throw new IllegalArgumentException(
          "the window at token %d is silent: only an active window has tokens to highlight"
              .formatted(window.start()));
    }
    return IntStream.range(0, window.length())
        .filter(i -> window.activation(i) >= threshold)
        .boxed()
        .toList();
  }

  /**
   * The highlights, those at positions that do not count replaced by others drawn uniformly. As
   * many as before, or as many positions as count.
   *
   * @param random asked for only if one is replaced
   */
  public static List<Integer> onCounted(
      List<Integer> highlighted, Window window, Supplier<RandomGenerator> random) {
    List<Integer> kept = highlighted.stream().filter(window::counted).toList();
    if (kept.size() == highlighted.size()) {
      return highlighted;
    }
    List<Integer> counted =
        IntStream.range(0, window.length()).filter(window::counted).boxed().toList();
    int count = Math.min(highlighted.size(), counted.size());
    return preferring(kept, count, counted, random.get());
  }

  /**
   * {@code count} highlights of a window of {@code length} tokens: the preferred positions as far
   * as they go, filled up with others drawn uniformly. Ascending.
   *
   * @param preferred different positions, most wanted first
   */
  public static List<Integer> preferring(
      List<Integer> preferred, int count, int length, RandomGenerator random) {
    return preferring(preferred, count, IntStream.range(0, length).boxed().toList(), random);
  }

  private static List<Integer> preferring(
      List<Integer> preferred, int count, List<Integer> positions, RandomGenerator random) {
    Set<Integer> chosen = new HashSet<>(preferred.subList(0, Math.min(count, preferred.size())));
    List<Integer> others =
        positions.stream().filter(position -> !chosen.contains(position)).toList();
    for (long other : RandomChoice.distinct(random, others.size(), count - chosen.size())) {
      chosen.add(others.get((int) other));
    }
    List<Integer> ascending = new ArrayList<>(chosen);
    Collections.sort(ascending);
    return ascending;
  }
}
