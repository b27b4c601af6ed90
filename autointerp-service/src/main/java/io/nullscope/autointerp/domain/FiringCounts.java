package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How often each latent of an SAE fires over the interpretation tokens. Memory grows with the
 * number of latents only. Immutable.
 */
public final class FiringCounts {

  private final long[] activeTokens;
  private final long[] activeWindows;
  private final float[] maxActivations;

  private FiringCounts(long[] activeTokens, long[] activeWindows, float[] maxActivations) {
    this.activeTokens = activeTokens;
    this.activeWindows = activeWindows;
    this.maxActivations = maxActivations;
  }

  /** Number of latents of the SAE (F). */
  public int latents() {
    return activeTokens.length;
  }

  /** Token positions at which a latent fires. */
  public long activeTokens(int latent) {
    return activeTokens[latent];
  }

  /** Windows in which a latent fires at least once. */
  public long activeWindows(int latent) {
    return activeWindows[latent];
  }

  /** Largest activation of a latent; 0 when it never fires. */
  public float maxActivation(int latent) {
    return maxActivations[latent];
  }

  /** Number of latents that fire at least once. */
  public int alive() {
    return (int) Arrays.stream(activeTokens).filter(count -> count > 0).count();
  }

  /** Latents that fire in at least {@code minActiveWindows} windows, ascending. */
  public int[] eligible(int minActiveWindows) {
    return IntStream.range(0, latents())
        .filter(latent -> activeWindows[latent] >= minActiveWindows)
        .toArray();
  }

  /** Counts the firings of all latents in one pass over a cache that is sorted by token. */
  public static final class Counter {

    private final WindowGrid grid;
    private final long[] activeTokens;
    private final long[] activeWindows;
    private final long[] lastPosition;
    private final float[] maxActivations;

    /** Starts at zero for every one of {@code latents} latents. */
    public Counter(int latents, WindowGrid grid) {
      this.grid = grid;
      this.activeTokens = new long[latents];
      this.activeWindows = new long[latents];
      this.lastPosition = new long[latents];
      this.maxActivations = new float[latents];
      Arrays.fill(lastPosition, -1);
    }

    /**
     * Counts one entry of the cache; an activation of 0 is not a firing.
     *
     * @throws IllegalArgumentException if the latent or the position does not exist, the positions
     *     of a latent do not ascend, or the activation is negative or not finite
     */
    public void add(long position, int latent, float activation) {
      if (latent < 0 || latent >= activeTokens.length) {
        throw new IllegalArgumentException(
            "the cache names latent %d at token %d, but the SAE has latents 0 to %d"
                .formatted(latent, position, activeTokens.length - 1));
      }
      LatentActivations.requireActivation(latent, position, activation);
      long window = grid.indexOf(position);
      if (activation == 0) {
        return;
      }
      long last = lastPosition[latent];
      if (position <= last) {
        throw new IllegalArgumentException(
            ("latent %d fires at token %d after token %d: the cache must be sorted by token,"
                    + " one entry for each token and latent")
                .formatted(latent, position, last));
      }
      activeTokens[latent]++;
      if (last < 0 || grid.indexOf(last) != window) {
        activeWindows[latent]++;
      }
      lastPosition[latent] = position;
      maxActivations[latent] = Math.max(maxActivations[latent], activation);
    }

    /** The counts so far. */
    public FiringCounts counts() {
      return new FiringCounts(activeTokens.clone(), activeWindows.clone(), maxActivations.clone());
    }
  }
}
