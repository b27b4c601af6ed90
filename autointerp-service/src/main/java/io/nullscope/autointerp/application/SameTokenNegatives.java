package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.FuzzingHighlights;
import io.nullscope.autointerp.domain.Matching;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.Reservoir;
import io.nullscope.autointerp.domain.TestSet;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.Window;
import io.nullscope.autointerp.domain.WindowGrid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Silent windows in which the token of a positive's maximum occurs: a latent bound to that token
 * alone would fire there. Its occurrences are highlighted first, then those of the positive's other
 * highlighted tokens: a negative with fewer of them would lose by its filling, not by its context.
 * One pass over the tokens.
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
  private record Occurrences(TestSet set, Reservoir<Long> windows) {}

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
    return new Occurrences(set, new Reservoir<>(set.wanted(), random));
  }

  private void collect(Map<Integer, List<Occurrences>> byToken) {
    int length = grid.windowLength();
    int[] tokens = new int[length];
    for (long window = 0; window < grid.count(); window++) {
      for (int i = 0; i < length; i++) {
        tokens[i] = corpus.tokenId(grid.start(window) + i);
        if (byToken.containsKey(tokens[i]) && isFirst(tokens, i)) {
          offer(window, byToken.get(tokens[i]));
        }
      }
    }
  }

  private static boolean isFirst(int[] tokens, int position) {
    return IntStream.range(0, position).noneMatch(i -> tokens[i] == tokens[position]);
  }

  private static void offer(long window, List<Occurrences> wanting) {
    for (Occurrences occurrences : wanting) {
      if (occurrences.set().isFree(window)) {
        occurrences.windows().offer(() -> window);
      }
    }
  }

  private void add(TestSet set, Map<Integer, Occurrences> occurrences) {
    Map<Integer, Deque<Long>> windows = new HashMap<>();
    occurrences.forEach(
        (token, found) -> windows.put(token, new ArrayDeque<>(found.windows().drawn())));
    RandomStreams random = set.random(KIND);
    Matching matching = new Matching(set.positives(), random);
    RandomGenerator highlights = random.stream("highlights");
    int added = 0;
    int inVain = 0;
    for (int i = 0; added < set.wanted() && inVain < set.positives().size(); i++) {
      TestWindow positive = matching.positive(i);
      int token = strongestToken(positive.window());
      Deque<Long> left = windows.get(token);
      left.removeIf(window -> !set.isFree(window));
      if (left.isEmpty()) {
        inVain++;
      } else {
        inVain = 0;
        added++;
        long window = left.remove();
        int count = positive.highlighted().size();
        List<Integer> preferred = positions(window, Set.of(token), highlights);
        preferred.addAll(positions(window, otherTokens(positive, token), highlights));
        set.add(
            KIND,
            window,
            FuzzingHighlights.preferring(preferred, count, grid.windowLength(), highlights));
      }
    }
  }

  /** Where tokens occur in a window, in random order. */
  private List<Integer> positions(long window, Set<Integer> tokens, RandomGenerator random) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < grid.windowLength(); i++) {
      if (tokens.contains(corpus.tokenId(grid.start(window) + i))) {
        positions.add(i);
      }
    }
    return new ArrayList<>(RandomChoice.shuffled(random, positions));
  }

  /** The tokens on which the positive has its other highlights. */
  private static Set<Integer> otherTokens(TestWindow positive, int token) {
    return positive.highlighted().stream()
        .map(position -> positive.window().tokenId(position))
        .filter(other -> other != token)
        .collect(Collectors.toSet());
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
