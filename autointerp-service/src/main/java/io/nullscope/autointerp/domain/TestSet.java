package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The windows that explain one latent and those that test the explanation. Begins with what {@link
 * SplitRule} draws; further kinds of negatives are added one after the other. No window is used
 * twice. Not thread-safe.
 */
public final class TestSet {

  private final TokenCorpus corpus;
  private final WindowGrid grid;
  private final LatentActivations activations;
  private final ActiveWindows active;
  private final int wanted;
  private final RandomStreams random;
  private final List<Window> explanation;
  private final List<Window> contrast;
  private final List<TestWindow> positives;
  private final List<TestWindow> negatives = new ArrayList<>();
  private final Set<Long> used = new HashSet<>();

  /**
   * Draws explanation windows, contrast windows, positives and random negatives.
   *
   * @param uncounted windows of the grid in which no position counts, ascending
   * @param rule how many of each
   * @param random streams of this latent
   */
  public TestSet(
      TokenCorpus corpus,
      WindowGrid grid,
      LatentActivations activations,
      long[] uncounted,
      SplitRule rule,
      RandomStreams random) {
    this.corpus = corpus;
    this.grid = grid;
    this.activations = activations;
    this.active = grid.activeWindows(activations).besides(uncounted);
    this.wanted = rule.negatives();
    this.random = random;
    WindowSplit split = rule.split(active, grid.count(), random);
    this.explanation = split.explanation().stream().map(this::cut).toList();
    this.contrast = split.contrast().stream().map(this::cut).toList();
    this.positives =
        split.positives().stream()
            .map(test -> TestWindow.positive(cut(test.window()), test.decile()))
            .toList();
    used.addAll(split.contrast());
    Matching matching = new Matching(positives, random);
    for (int i = 0; i < split.negatives().size(); i++) {
      // The highlights stand where the matched positive has them: if they were drawn anew, a judge
      // could tell positives by the usual place of their highlights (late in the window, say,
      // because a latent needs context), without reading the tokens.
      add(
          NegativeKind.RANDOM,
          split.negatives().get(i).window(),
          matching.index(i),
          matching.positive(i).highlighted());
    }
  }

  /** Index of the latent in its SAE. */
  public int latent() {
    return activations.latent();
  }

  /** Where the latent fires. */
  public LatentActivations activations() {
    return activations;
  }

  /** Windows shown to the explainer in which the latent fires, in corpus order. */
  public List<Window> explanation() {
    return explanation;
  }

  /** Windows shown to the explainer in which it is silent, in corpus order. */
  public List<Window> contrast() {
    return contrast;
  }

  /** Test windows in which it fires, by decile. */
  public List<TestWindow> positives() {
    return positives;
  }

  /** All test windows: the positives, then the negatives in the order in which they were added. */
  public List<TestWindow> windows() {
    List<TestWindow> windows = new ArrayList<>(positives);
    windows.addAll(negatives);
    return Collections.unmodifiableList(windows);
  }

  /** Negatives wanted of each kind. */
  public int wanted() {
    return wanted;
  }

  /** Streams of this latent for one kind of negatives. */
  public RandomStreams random(NegativeKind kind) {
    return random.within(kind.id());
  }

  /** Whether a window of the grid can become a negative: silent, and not used yet. */
  public boolean isFree(long window) {
    return !used.contains(window) && active.isSilent(window);
  }

  /**
   * Adds a negative. Highlights at positions that do not count go elsewhere: the latent cannot fire
   * there, so a positive never has them, and they would give the negative away.
   *
   * @param window index in the grid, a free one
   * @param matched index of the positive that it is made for
   * @throws IllegalArgumentException if the window is not free
   */
  public void add(NegativeKind kind, long window, int matched, List<Integer> highlighted) {
    if (!isFree(window)) {
      throw new IllegalArgumentException(
          "window %d of latent %d is active or used already: only a free one can be a negative"
              .formatted(window, latent()));
    }
    used.add(window);
    Window cut = cut(window);
    List<Integer> counted =
        FuzzingHighlights.onCounted(
            highlighted, cut, () -> random(kind).stream("moved-highlights/" + window));
    negatives.add(TestWindow.negative(cut, kind, matched, counted));
  }

  private Window cut(long window) {
    return grid.cut(corpus, activations, window);
  }
}
