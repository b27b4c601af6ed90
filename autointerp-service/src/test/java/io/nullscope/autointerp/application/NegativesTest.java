package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.BOTH;
import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static io.nullscope.autointerp.application.SyntheticStudy.NO_DECODER;
import static io.nullscope.autointerp.application.SyntheticStudy.NO_EMBEDDINGS;
import static io.nullscope.autointerp.application.SyntheticStudy.cache;
import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.ArrayCorpus;
import io.nullscope.autointerp.domain.DecoderNeighbours;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Negatives of every kind, against the dense activations of a small cache. */
class NegativesTest {

  private static final int WINDOW = 16;
  private static final int WINDOWS = (int) CORPUS.tokens() / WINDOW;
  private static final int TESTED = 4;

  /**
   * Latents 0 to 3 fire on their token at even positions only, so that it occurs in silent windows
   * too. Latents 4 to 7 fire on the same token anywhere, and on one of their own. The others fire
   * on other tokens, at random.
   */
  private static SyntheticCache latents() {
    SyntheticCache cache = cache();
    for (int i = 0; i < TESTED; i++) {
      int token = i;
      cache.with(
          (position, tokenId, random) ->
              tokenId == token && position % 2 == 0 ? 0.5f + random.nextFloat() : 0);
    }
    for (int i = 0; i < TESTED; i++) {
      int token = i;
      cache.with(
          (position, tokenId, random) ->
              tokenId == token || tokenId == token + 20 ? 0.5f + random.nextFloat() : 0);
    }
    for (int i = 0; i < 30; i++) {
      cache.with(SyntheticCache.noise(0.002));
    }
    return cache;
  }

  /** [latent][position] */
  private static float[][] dense(SyntheticCache cache) {
    float[][] dense = new float[cache.latents()][(int) CORPUS.tokens()];
    cache.read((position, latent, activation) -> dense[latent][(int) position] = activation);
    return dense;
  }

  private static ScoredLatents score(
      SyntheticCache cache,
      int negatives,
      DecoderNeighbours decoder,
      NearestWindows nearest,
      NegativeKind... kinds) {
    ScoringSettings settings =
        new ScoringSettings(
            100, WINDOW, 60, new SplitRule(20, 50, negatives, 0), BOTH, List.of(kinds));
    return new ScoreLatents(settings, Panel.lexical(EXPLAINER), decoder, nearest, Runnable::run)
        .score(CORPUS, cache, new SeededStreams(4));
  }

  private static List<TestWindow> of(ScoredLatent latent, NegativeKind kind) {
    return latent.testWindows().stream().filter(test -> test.is(kind)).toList();
  }

  private static List<TestWindow> positives(ScoredLatent latent) {
    return latent.testWindows().stream().filter(TestWindow::positive).toList();
  }

  private static int window(TestWindow test) {
    return (int) (test.window().start() / WINDOW);
  }

  private static boolean fires(float[][] dense, int latent, int window) {
    return IntStream.range(window * WINDOW, (window + 1) * WINDOW)
        .anyMatch(position -> dense[latent][position] > 0);
  }

  private static int strongest(Window window) {
    return IntStream.range(0, WINDOW)
        .boxed()
        .max(
            Comparator.<Integer>comparingDouble(window::activation)
                .thenComparing(Comparator.reverseOrder()))
        .map(window::tokenId)
        .orElseThrow();
  }

  private static List<Integer> sizes(List<TestWindow> tests) {
    return tests.stream().map(test -> test.highlighted().size()).sorted().toList();
  }

  private static void assertNoWindowTwice(ScoredLatents scored) {
    for (ScoredLatent latent : scored.latents()) {
      Set<Long> used = new HashSet<>();
      latent.explanationWindows().forEach(window -> assertThat(used.add(window.start())).isTrue());
      latent.testWindows().forEach(test -> assertThat(used.add(test.window().start())).isTrue());
      assertThat(latent.testWindows())
          .allMatch(test -> test.positive() == test.window().maxActivation() > 0);
    }
  }

  @Test
  void sameTokenNegativesHaveTheTokenOfAPositiveAndItsNumberOfHighlights() {
    SyntheticCache cache = latents();
    ScoredLatents scored =
        score(cache, 40, NO_DECODER, NO_EMBEDDINGS, NegativeKind.RANDOM, NegativeKind.SAME_TOKEN);

    assertNoWindowTwice(scored);
    assertThat(cache.reads()).isEqualTo(2);
    for (ScoredLatent latent : scored.latents().subList(0, TESTED)) {
      int token = latent.index();
      List<TestWindow> negatives = of(latent, NegativeKind.SAME_TOKEN);
      assertThat(negatives).hasSize(40);
      for (TestWindow test : negatives) {
        List<Integer> occurrences =
            IntStream.range(0, WINDOW)
                .filter(i -> test.window().tokenId(i) == token)
                .boxed()
                .toList();
        assertThat(occurrences).isNotEmpty();
        TestWindow positive = positives(latent).get(test.matched());
        assertThat(strongest(positive.window())).isEqualTo(token);
        // Latents 0 to 3 fire on one token: the highlights stand on it as far as there is one.
        assertThat(highlightedTokens(test).stream().filter(other -> other == token))
            .hasSize(Math.min(occurrences.size(), positive.highlighted().size()));
      }
      // 40 of the 50 positives are matched, each at most once.
      assertThat(positives(latent)).hasSize(50);
      List<Integer> unmatched = new ArrayList<>(sizes(positives(latent)));
      sizes(negatives).forEach(size -> assertThat(unmatched.remove(size)).isTrue());
    }
  }

  @Test
  void sameTokenNegativesHighlightThePositivesTokensWhereverAWindowHasThem() {
    SyntheticCache cache = cache();
    for (int i = 0; i < 10; i++) {
      int token = i;
      // Silent where the two tokens meet in odd windows.
      cache.with(
          (position, tokenId, random) ->
              position / WINDOW % 2 == 0 && (tokenId == token || tokenId == token + 10)
                  ? 0.9f + 0.1f * random.nextFloat()
                  : 0);
    }
    ScoredLatents scored =
        score(cache, 50, NO_DECODER, NO_EMBEDDINGS, NegativeKind.RANDOM, NegativeKind.SAME_TOKEN);

    int pairs = 0;
    for (ScoredLatent latent : scored.latents()) {
      for (TestWindow test : of(latent, NegativeKind.SAME_TOKEN)) {
        TestWindow positive = positives(latent).get(test.matched());
        if (new HashSet<>(highlightedTokens(positive)).size() == 2) {
          pairs++;
          assertThat(highlightedTokens(test)).contains(strongest(positive.window()));
        }
        List<Integer> missing = new ArrayList<>(highlightedTokens(positive));
        highlightedTokens(test).forEach(missing::remove);
        for (int token : new HashSet<>(missing)) {
          // Every occurrence is highlighted, and there are still too few.
          long there = count(test.window().tokenIds(), token);
          assertThat(highlightedTokens(test).stream().filter(other -> other == token))
              .hasSize((int) there);
        }
      }
    }
    assertThat(pairs).isGreaterThan(20);
  }

  @Test
  void contextIsAtChanceForLatentsThatIgnoreIt() {
    ArrayCorpus corpus = skewed();
    SyntheticCache cache = new SyntheticCache(corpus, new SeededStreams(2));
    for (int i = 0; i < 60; i++) {
      cache.with(SyntheticCache.noise(0.005));
    }
    ScoringSettings settings =
        new ScoringSettings(
            60,
            WINDOW,
            60,
            new SplitRule(40, 50, 50, 0),
            BOTH,
            List.of(NegativeKind.RANDOM, NegativeKind.SAME_TOKEN));
    ScoredLatents scored =
        new ScoreLatents(
                settings, Panel.lexical(EXPLAINER), NO_DECODER, NO_EMBEDDINGS, Runnable::run)
            .score(corpus, cache, new SeededStreams(4));

    double wins = 0;
    long pairs = 0;
    for (ScoredLatent latent : scored.latents()) {
      Map<Integer, List<Double>> positives = new HashMap<>();
      Map<Integer, List<Double>> negatives = new HashMap<>();
      for (Judgement judgement : SyntheticStudy.of(latent, Scorer.DETECTION)) {
        TestWindow test = SyntheticStudy.test(latent, judgement);
        double score = ((JudgeReply.Scored) judgement.reply()).score();
        if (test.positive()) {
          int token = strongest(test.window());
          positives.computeIfAbsent(token, any -> new ArrayList<>()).add(score);
        } else if (test.is(NegativeKind.SAME_TOKEN)) {
          int token = strongest(positives(latent).get(test.matched()).window());
          negatives.computeIfAbsent(token, any -> new ArrayList<>()).add(score);
        }
      }
      for (int token : positives.keySet()) {
        for (double high : positives.get(token)) {
          for (double low : negatives.getOrDefault(token, List.of())) {
            wins += high > low ? 1 : high == low ? 0.5 : 0;
            pairs++;
          }
        }
      }
    }
    assertThat(scored.latents()).hasSize(60);
    assertThat(pairs).isGreaterThan(5_000);
    assertThat(wins / pairs).isBetween(0.48, 0.52);
  }

  /** Token frequencies as skewed as those of a language: a judge by tokens has something to say. */
  private static ArrayCorpus skewed() {
    RandomGenerator random = new SeededStreams(8).stream("corpus");
    int[] tokenIds = new int[65_536];
    int[] documentIds = new int[tokenIds.length];
    for (int i = 0; i < tokenIds.length; i++) {
      tokenIds[i] = (int) (200 * Math.pow(random.nextDouble(), 3));
      documentIds[i] = i / 50;
    }
    return new ArrayCorpus(tokenIds, documentIds, 64);
  }

  private static List<Integer> highlightedTokens(TestWindow test) {
    return test.highlighted().stream().map(test.window()::tokenId).toList();
  }

  private static long count(int[] tokens, int token) {
    return Arrays.stream(tokens).filter(other -> other == token).count();
  }

  @Test
  void thereAreNoMoreSameTokenNegativesThanSilentWindowsWithTheTokens() {
    SyntheticCache cache = latents();
    float[][] dense = dense(cache);
    ScoredLatents scored =
        score(cache, 200, NO_DECODER, NO_EMBEDDINGS, NegativeKind.RANDOM, NegativeKind.SAME_TOKEN);
    for (ScoredLatent latent : scored.latents()) {
      Set<Integer> tokens = new HashSet<>();
      positives(latent).forEach(test -> tokens.add(strongest(test.window())));
      Set<Integer> random = new HashSet<>();
      of(latent, NegativeKind.RANDOM).forEach(test -> random.add(window(test)));
      long possible =
          IntStream.range(0, WINDOWS)
              .filter(window -> !random.contains(window) && !fires(dense, latent.index(), window))
              .filter(
                  window ->
                      IntStream.range(window * WINDOW, (window + 1) * WINDOW)
                          .anyMatch(position -> tokens.contains(CORPUS.tokenId(position))))
              .count();
      assertThat(of(latent, NegativeKind.SAME_TOKEN))
          .hasSize((int) Math.min(200, possible))
          .allMatch(test -> Arrays.stream(test.window().tokenIds()).anyMatch(tokens::contains));
    }
    // Latents 4 to 7 fire wherever their tokens are: there is no such window.
    assertThat(of(scored.latents().get(4), NegativeKind.SAME_TOKEN)).isEmpty();
    assertThat(of(scored.latents().get(0), NegativeKind.SAME_TOKEN)).hasSizeBetween(30, 100);
  }

  /** The ten latents with the largest Jaccard index, by comparing all pairs of windows. */
  private static List<Integer> neighbours(float[][] dense, int latent) {
    double[] jaccard = new double[dense.length];
    for (int other = 0; other < dense.length; other++) {
      int both = 0;
      int either = 0;
      for (int window = 0; window < WINDOWS; window++) {
        boolean a = fires(dense, latent, window);
        boolean b = fires(dense, other, window);
        both += a && b ? 1 : 0;
        either += a || b ? 1 : 0;
      }
      jaccard[other] = other == latent ? 0 : (double) both / either;
    }
    return IntStream.range(0, dense.length)
        .filter(other -> jaccard[other] > 0)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(other -> -jaccard[other]).thenComparing(o -> o))
        .limit(10)
        .toList();
  }

  private static void assertNeighboursFire(
      List<TestWindow> negatives, float[][] dense, List<Integer> neighbours) {
    for (TestWindow test : negatives) {
      int start = (int) test.window().start();
      float[] strongest = new float[WINDOW];
      for (int neighbour : neighbours) {
        for (int i = 0; i < WINDOW; i++) {
          strongest[i] = Math.max(strongest[i], dense[neighbour][start + i]);
        }
      }
      List<Integer> firing =
          IntStream.range(0, WINDOW)
              .filter(i -> strongest[i] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -strongest[i]))
              .toList();
      assertThat(firing).isNotEmpty();
      int count = test.highlighted().size();
      assertThat(test.highlighted()).containsAll(firing.subList(0, Math.min(count, firing.size())));
    }
  }

  @Test
  void aNeighbourFiresInCoActiveNegatives() {
    SyntheticCache cache = latents();
    float[][] dense = dense(cache);
    ScoredLatents scored =
        score(cache, 50, NO_DECODER, NO_EMBEDDINGS, NegativeKind.CO_ACTIVE, NegativeKind.RANDOM);

    assertNoWindowTwice(scored);
    assertThat(cache.reads()).isEqualTo(1 + 3);
    for (ScoredLatent latent : scored.latents()) {
      List<Integer> neighbours = neighbours(dense, latent.index());
      if (latent.index() < TESTED) {
        assertThat(neighbours.get(0)).isEqualTo(latent.index() + TESTED);
      }
      List<TestWindow> negatives = of(latent, NegativeKind.CO_ACTIVE);
      assertThat(negatives).hasSize(50);
      assertThat(sizes(negatives)).isEqualTo(sizes(positives(latent)));
      assertNeighboursFire(negatives, dense, neighbours);
    }
  }

  @Test
  void aDecoderNeighbourFiresInDecoderNeighbourNegatives() {
    SyntheticCache cache = latents();
    float[][] dense = dense(cache);
    DecoderNeighbours next =
        (latents, count) ->
            Arrays.stream(latents)
                .mapToObj(latent -> new int[] {(latent + TESTED) % 8})
                .toArray(int[][]::new);
    ScoredLatents scored =
        score(cache, 50, next, NO_EMBEDDINGS, NegativeKind.RANDOM, NegativeKind.DECODER_NEIGHBOUR);

    assertNoWindowTwice(scored);
    ScoredLatent latent = scored.latents().get(0);
    assertThat(of(latent, NegativeKind.DECODER_NEIGHBOUR)).hasSize(50);
    assertNeighboursFire(of(latent, NegativeKind.DECODER_NEIGHBOUR), dense, List.of(4));
    // Latent 0 fires nowhere without latent 4.
    assertThat(of(scored.latents().get(4), NegativeKind.DECODER_NEIGHBOUR)).isEmpty();
  }

  @Test
  void nearestNegativesAreTheNearestSilentWindowsOfThePool() {
    SyntheticCache cache = latents();
    float[][] dense = dense(cache);
    List<List<List<Integer>>> queries = new ArrayList<>();
    // All windows are in the pool, which is larger than the corpus; the nearest are the last.
    NearestWindows last =
        windows -> {
          assertThat(windows).hasSize(WINDOWS);
          return firing -> {
            queries.add(firing);
            return IntStream.range(0, WINDOWS).map(i -> WINDOWS - 1 - i).toArray();
          };
        };
    ScoredLatents scored =
        score(cache, 30, NO_DECODER, last, NegativeKind.RANDOM, NegativeKind.NEAREST);

    assertNoWindowTwice(scored);
    assertThat(queries).hasSize(scored.latents().size());
    for (ScoredLatent latent : scored.latents()) {
      List<Window> strongest = new ArrayList<>(latent.explanationWindows());
      strongest.sort(Comparator.comparing(Window::maxActivation).reversed());
      assertThat(queries.remove(0))
          .containsExactlyElementsOf(
              strongest.subList(0, 10).stream()
                  .map(window -> Arrays.stream(window.tokenIds()).boxed().toList())
                  .toList());
      Set<Integer> random = new HashSet<>();
      of(latent, NegativeKind.RANDOM).forEach(test -> random.add(window(test)));
      List<Integer> expected =
          IntStream.range(0, WINDOWS)
              .map(i -> WINDOWS - 1 - i)
              .filter(window -> !random.contains(window) && !fires(dense, latent.index(), window))
              .limit(30)
              .boxed()
              .toList();
      assertThat(of(latent, NegativeKind.NEAREST))
          .extracting(NegativesTest::window)
          .isEqualTo(expected);
      assertThat(positives(latent))
          .extracting(TestWindow::highlighted)
          .containsAll(
              of(latent, NegativeKind.NEAREST).stream().map(TestWindow::highlighted).toList());
    }
  }

  @Test
  void kindsDoNotShareWindowsAndLeaveTheRandomOnesAsTheyAre() {
    DecoderNeighbours next =
        (latents, count) ->
            Arrays.stream(latents)
                .mapToObj(latent -> new int[] {(latent + TESTED) % 8})
                .toArray(int[][]::new);
    NearestWindows first = windows -> firing -> IntStream.range(0, WINDOWS).toArray();
    ScoredLatents all = score(latents(), 50, next, first, NegativeKind.values());
    ScoredLatents random = score(latents(), 50, NO_DECODER, NO_EMBEDDINGS, NegativeKind.RANDOM);

    assertNoWindowTwice(all);
    for (int i = 0; i < all.latents().size(); i++) {
      assertThat(all.latents().get(i).testWindows())
          .startsWith(random.latents().get(i).testWindows().toArray(TestWindow[]::new));
      assertThat(all.latents().get(i).testWindows())
          .extracting(test -> test.negatives().map(Enum::ordinal).orElse(-1))
          .isSorted();
    }
  }
}
