package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A window that an explanation is tested on. All scorers share the test windows of a latent.
 *
 * @param window the tokens and the true activations
 * @param decile decile of the window's maximum, 0 (weakest) to 9; {@link SplitRule#NO_DECILE} for a
 *     negative
 * @param negatives how a negative was chosen; empty for a positive
 * @param matched index of the positive that a negative was made for, among the positives of the
 *     latent; {@link #NO_MATCH} for a positive
 * @param highlighted positions that fuzzing highlights, ascending, at least one
 */
public record TestWindow(
    Window window,
    int decile,
    Optional<NegativeKind> negatives,
    int matched,
    List<Integer> highlighted) {

  /** A positive is matched with nothing. */
  public static final int NO_MATCH = -1;

  /** Copies the list. */
  public TestWindow {
    highlighted = List.copyOf(highlighted);
  }

  /** A window in which the latent fires. */
  public static TestWindow positive(Window window, int decile) {
    return new TestWindow(
        window, decile, Optional.empty(), NO_MATCH, FuzzingHighlights.ofPositive(window));
  }

  /** A window in which the latent is silent. */
  public static TestWindow negative(
      Window window, NegativeKind kind, int matched, List<Integer> highlighted) {
    return new TestWindow(window, SplitRule.NO_DECILE, Optional.of(kind), matched, highlighted);
  }

  /** Whether the latent fires in the window. */
  public boolean positive() {
    return negatives.isEmpty();
  }

  /** Whether it is a negative of a kind. */
  public boolean is(NegativeKind kind) {
    return negatives.filter(kind::equals).isPresent();
  }

  /** Vocabulary ids of the window, in order. */
  public List<Integer> tokenIds() {
    return Arrays.stream(window.tokenIds()).boxed().toList();
  }

  /** What a judge of whole windows gets to see. */
  public Example.Plain plain() {
    return new Example.Plain(tokenIds());
  }

  /** What a judge of highlights gets to see. */
  public Example.Highlighted highlightedExample() {
    return new Example.Highlighted(tokenIds(), highlighted);
  }
}
