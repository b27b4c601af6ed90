package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;

/**
 * For each latent of an SAE a few of the windows in which it fires, and for the SAE a few of the
 * latents that fire. Windows and latents have keys that do not depend on what fires; those with the
 * smallest are taken. So the rule is the same for every SAE, and the memory is that of the result.
 */
public final class FiringWindows {

  private static final int NONE = -1;

  /** Windows of a split, at most; a key's number is latent · this + window. */
  private static final long WINDOWS = 1L << 32;

  private final LongToDoubleFunction latentKeys;
  private final LongToDoubleFunction windowKeys;
  private final int most;
  private final int[] last; // [F], the window that was seen last
  private final int[][] windows; // [F][≤ most], by key
  private final double[][] keys;

  /**
   * A latent with its windows.
   *
   * @param windows ascending
   */
  public record Sampled(int latent, List<Integer> windows) {
    public Sampled {
      windows = List.copyOf(windows);
    }
  }

  /**
   * @param latents F
   * @param most windows of a latent that are kept
   * @param latentKeys uniform numbers by latent
   * @param windowKeys uniform numbers by latent and window
   */
  public FiringWindows(
      int latents, int most, LongToDoubleFunction latentKeys, LongToDoubleFunction windowKeys) {
    this.most = most;
    this.latentKeys = latentKeys;
    this.windowKeys = windowKeys;
    this.last = new int[latents];
    Arrays.fill(last, NONE);
    this.windows = new int[latents][];
    this.keys = new double[latents][];
  }

  /** The latent fires in the window; windows come in ascending order. */
  public void fired(int latent, int window) {
    if (last[latent] == window) {
      return;
    }
    last[latent] = window;
    double key = windowKeys.applyAsDouble(latent * WINDOWS + window);
    int size = keys[latent] == null ? 0 : keys[latent].length;
    int place = size;
    while (place > 0 && keys[latent][place - 1] > key) {
      place--;
    }
    if (place < most) {
      windows[latent] = inserted(windows[latent], size, place, window);
      keys[latent] = inserted(keys[latent], size, place, key);
    }
  }

  private int[] inserted(int[] values, int size, int place, int value) {
    int[] longer = new int[Math.min(most, size + 1)];
    for (int i = 0; i < longer.length; i++) {
      longer[i] = i < place ? values[i] : i == place ? value : values[i - 1];
    }
    return longer;
  }

  private double[] inserted(double[] values, int size, int place, double value) {
    double[] longer = new double[Math.min(most, size + 1)];
    for (int i = 0; i < longer.length; i++) {
      longer[i] = i < place ? values[i] : i == place ? value : values[i - 1];
    }
    return longer;
  }

  /** So many of the latents that fire, ascending; all of them where there are no more. */
  public List<Sampled> sample(int latents) {
    return IntStream.range(0, windows.length)
        .filter(latent -> windows[latent] != null)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer latent) -> latentKeys.applyAsDouble(latent)))
        .limit(latents)
        .sorted()
        .map(latent -> new Sampled(latent, IntStream.of(windows[latent]).sorted().boxed().toList()))
        .toList();
  }
}
