package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.WindowGrid;
import java.util.Arrays;
import java.util.function.Consumer;

/** The entries of a cache in one window; entries without activation are left out. */
final class WindowEntries {

  private final WindowGrid grid;
  private long window = -1;
  private int size;
  private int[] positions = new int[256];
  private int[] latents = new int[256];
  private float[] activations = new float[256];

  private WindowEntries(WindowGrid grid) {
    this.grid = grid;
  }

  /**
   * Reads a cache once, window by window, ascending; windows without entries are left out.
   *
   * @param consumer gets one object again and again
   */
  static void read(
      LatentActivationSource cache, WindowGrid grid, Consumer<WindowEntries> consumer) {
    WindowEntries entries = new WindowEntries(grid);
    cache.read(
        (position, latent, activation) -> {
          long window = grid.indexOf(position);
          if (window != entries.window) {
            entries.flush(consumer);
            entries.window = window;
          }
          if (activation > 0) {
            entries.add(position, latent, activation);
          }
        });
    entries.flush(consumer);
  }

  /** Index in the grid. */
  long window() {
    return window;
  }

  /** Number of entries, at least one. */
  int size() {
    return size;
  }

  /** Position in the window of the i-th entry. */
  int position(int i) {
    return positions[i];
  }

  int latent(int i) {
    return latents[i];
  }

  /** Above 0. */
  float activation(int i) {
    return activations[i];
  }

  private void add(long position, int latent, float activation) {
    if (size == positions.length) {
      positions = Arrays.copyOf(positions, 2 * size);
      latents = Arrays.copyOf(latents, 2 * size);
      activations = Arrays.copyOf(activations, 2 * size);
    }
    positions[size] = (int) (position - grid.start(window));
    latents[size] = latent;
    activations[size++] = activation;
  }

  private void flush(Consumer<WindowEntries> consumer) {
    if (size > 0) {
      consumer.accept(this);
      size = 0;
    }
  }
}
