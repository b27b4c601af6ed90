package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.FuzzingHighlights;
import io.nullscope.autointerp.domain.Matching;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.WeightedReservoir;
import io.nullscope.autointerp.domain.Window;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Silent windows in which the token of a positive's maximum occurs: a latent bound to that token
 * alone would fire there. Occurrences of the token are drawn, not windows, because a window with
 * two of them is also twice as likely to become a positive. Of the windows drawn for a token, those
 * that have all the tokens that the positive has highlights on come first; the highlights stand on
 * the same tokens as far as they occur. One pass over the tokens.
 */
final class SameTokenNegatives implements NegativeSearch {

  private static final NegativeKind KIND = NegativeKind.SAME_TOKEN;

  private final TokenCorpus corpus;
  private final WindowGrid grid;

  SameTokenNegatives(TokenCorpus corpus, WindowGrid grid) {
    this.corpus = corpus;
    this.grid = grid;
  }

  /** Windows with one token, for one latent. */
  private record Occurrences(TestSet set, WeightedReservoir<Long> windows) {}

  @Override
  public void addTo(List<TestSet> sets) {
    Map<Integer, List<Occurrences>> byToken = new HashMap<>();
    List<Map<Integer, Occurrences>> bySet = new ArrayList<>();
    for (TestSet set : sets) {
      Map<Integer, Occurrences> ofSet = new HashMap<>();
      for (TestWindow positive : set.positives()) {
        ofSet.computeIfAbsent(strongestToken(positive.window()), token -> occurrences(set, token));
      }
      ofSet.forEach(
          (token, occurrences) ->
              byToken.computeIfAbsent(token, any -> new ArrayList<>()).add(occurrences));
      bySet.add(ofSet);
    }
    collect(byToken);
    for (int i = 0; i < sets.size(); i++) {
      add(sets.get(i), bySet.get(i));
    }
  }

  /** Room for all that are wanted, so that windows taken for another token leave enough. */
  private static Occurrences occurrences(TestSet set, int token) {
    RandomGenerator random = set.random(KIND).stream("token/" + token);
    return new Occurrences(set, new WeightedReservoir<>(set.wanted(), random));
  }

  private void collect(Map<Integer, List<Occurrences>> byToken) {
    for (long window = 0; window < grid.count(); window++) {
      long start = window;
      positions(window)
          .forEach(
              (token, positions) ->
                  byToken
                      .getOrDefault(token, List.of())
                      .forEach(occurrences -> offer(start, positions.size(), occurrences)));
    }
  }

  private static void offer(long window, int count, Occurrences occurrences) {
    if (occurrences.set().isFree(window)) {
      occurrences.windows().offer(window, count);
    }
  }

  private void add(TestSet set, Map<Integer, Occurrences> occurrences) {
    Map<Integer, List<Long>> windows = new HashMap<>();
    occurrences.forEach((token, found) -> windows.put(token, found.windows().drawn()));
    RandomStreams random = set.random(KIND);
    Matching matching = new Matching(set.positives(), random);
    RandomGenerator highlights = random.stream("highlights");
    int added = 0;
    int inVain = 0;
    for (int i = 0; added < set.wanted() && inVain < set.positives().size(); i++) {
      TestWindow positive = matching.positive(i);
      List<Long> left = windows.get(strongestToken(positive.window()));
      left.removeIf(window -> !set.isFree(window));
      if (left.isEmpty()) {
        inVain++;
      } else {
        inVain = 0;
        added++;
        long window = mostAlike(positive, left);
        int count = positive.highlighted().size();
        List<Integer> same = sameTokens(positive, window, highlights);
        set.add(
            KIND,
            window,
            matching.index(i),
            FuzzingHighlights.preferring(same, count, grid.windowLength(), highlights));
      }
    }
  }

  /** The first window with all highlighted tokens of the positive, or else the first. */
  private long mostAlike(TestWindow positive, List<Long> windows) {
    Map<Integer, Integer> wanted = new HashMap<>();
    tokens(positive).forEach(token -> wanted.merge(token, 1, Integer::sum));
    return windows.stream()
        .filter(window -> covers(positions(window), wanted))
        .findFirst()
        .orElse(windows.get(0));
  }

  private static boolean covers(
      Map<Integer, List<Integer>> positions, Map<Integer, Integer> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            token -> positions.getOrDefault(token.getKey(), List.of()).size() >= token.getValue());
  }

  /**
   * For each highlight of the positive a place of the same token in the window, where there is one
   * left; the places of a token in random order.
   */
  private List<Integer> sameTokens(TestWindow positive, long window, RandomGenerator random) {
    Map<Integer, Deque<Integer>> places = new HashMap<>();
    positions(window)
        .forEach(
            (token, positions) ->
                places.put(token, new ArrayDeque<>(RandomChoice.shuffled(random, positions))));
    List<Integer> same = new ArrayList<>();
    for (int token : tokens(positive)) {
      Integer place = places.getOrDefault(token, new ArrayDeque<>()).poll();
      if (place != null) {
        same.add(place);
      }
    }
    return same;
  }

  /** The highlighted tokens of a positive. */
  private static List<Integer> tokens(TestWindow positive) {
    return positive.highlighted().stream().map(positive.window()::tokenId).toList();
  }

  /** Where each token of a window stands and counts, tokens in order of first occurrence. */
  private Map<Integer, List<Integer>> positions(long window) {
    Map<Integer, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = 0; i < grid.windowLength(); i++) {
      if (corpus.counts(grid.start(window) + i)) {
        int token = corpus.tokenId(grid.start(window) + i);
        positions.computeIfAbsent(token, any -> new ArrayList<>()).add(i);
      }
    }
    return positions;
  }

  private static int strongestToken(Window window) {
    int strongest = 0;
    for (int i = 1; i < window.length(); i++) {
      if (window.activation(i) > window.activation(strongest)) {
        strongest = i;
      }
    }
    return window.tokenId(strongest);
  }
}
