package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which tokens of a test window are highlighted for fuzzing. Positives: every token whose
 * activation is at least {@value #THRESHOLD} of the window's maximum (as delphi does). Negatives:
 * as many tokens as a matched positive has, at random distinct positions drawn anew for each window
 * (delphi draws the same positions in all of them, which a judge can learn). The positives are
 * matched in random order, each once before any is matched again, so both sides highlight about the
 * same number of tokens.
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
   * Highlights of each negative window, in their order. Draws from the streams {@code
   * matched-positives} and {@code highlights}.
   *
   * @param positives highlights of the positives, at least one list
   * @param negatives windows in which the latent is silent
   */
  public static List<List<Integer>> ofNegatives(
      List<List<Integer>> positives, List<Window> negatives, RandomStreams random) {
    int[] matched = RandomChoice.permutation(random.stream("matched-positives"), positives.size());
    var generator = random.stream("highlights");
    List<List<Integer>> highlights = new ArrayList<>();
    for (int i = 0; i < negatives.size(); i++) {
      int count = positives.get(matched[i % matched.length]).size();
      long[] positions = RandomChoice.distinct(generator, negatives.get(i).length(), count);
      highlights.add(Arrays.stream(positions).mapToObj(position -> (int) position).toList());
    }
    return highlights;
  }
}
