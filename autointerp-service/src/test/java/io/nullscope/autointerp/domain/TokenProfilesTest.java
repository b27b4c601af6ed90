package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenProfilesTest {

  private static final int CONTEXT = 16;

  /** A corpus whose first position of each context does not count. */
  private record FirstLeftOut(ArrayCorpus all) implements TokenCorpus {
    @Override
    public long tokens() {
      return all.tokens();
    }

    @Override
    public int contextLength() {
      return all.contextLength();
    }

    @Override
    public int tokenId(long position) {
      return all.tokenId(position);
    }

    @Override
    public boolean allCount() {
      return false;
    }

    @Override
    public boolean counts(long position) {
      return position % all.contextLength() != 0;
    }

    @Override
    public int documentId(long position) {
      return all.documentId(position);
    }
  }

  private static ArrayCorpus corpus(int... tokens) {
    return new ArrayCorpus(tokens, new int[tokens.length], CONTEXT);
  }

  private static LatentActivations latent(long tokens, IntToDoubleFunction activation) {
    LatentActivations.Builder builder = new LatentActivations.Builder(0);
    for (int position = 0; position < tokens; position++) {
      builder.add(position, (float) activation.applyAsDouble(position));
    }
    return builder.build();
  }

  private static TokenProfile profile(TokenCorpus corpus, IntToDoubleFunction activation) {
    return new TokenProfiles(corpus).of(latent(corpus.tokens(), activation));
  }

  /** From the firings outside one context (-1: from all). */
  private static double plugIn(TokenCorpus corpus, LatentActivations latent, long without) {
    Map<Integer, Double> mass = new HashMap<>();
    for (int i = 0; i < latent.size(); i++) {
      if (latent.position(i) / corpus.contextLength() != without) {
        mass.merge(corpus.tokenId(latent.position(i)), (double) latent.activation(i), Double::sum);
      }
    }
    double total = mass.values().stream().mapToDouble(m -> m).sum();
    return mass.values().stream().mapToDouble(m -> -m / total * Math.log(m / total)).sum();
  }

  private static double entropyOracle(TokenCorpus corpus, LatentActivations latent) {
    long[] contexts =
        IntStream.range(0, latent.size())
            .mapToLong(i -> latent.position(i) / corpus.contextLength())
            .distinct()
            .toArray();
    double left =
        Arrays.stream(contexts).mapToDouble(c -> plugIn(corpus, latent, c)).average().orElseThrow();
    return contexts.length * plugIn(corpus, latent, -1) - (contexts.length - 1) * left;
  }

  /** Pair by pair. */
  private static double shareOracle(TokenCorpus corpus, double[] a) {
    int n = a.length;
    int[] comparable =
        IntStream.range(0, n)
            .filter(corpus::counts)
            .filter(
                i ->
                    IntStream.range(0, n)
                        .filter(corpus::counts)
                        .anyMatch(
                            j ->
                                corpus.tokenId(j) == corpus.tokenId(i)
                                    && j / CONTEXT != i / CONTEXT))
            .toArray();
    double same = 0;
    double squares = 0;
    double any = 0;
    long pairs = 0;
    for (int i : comparable) {
      double products = 0;
      long partners = 0;
      for (int j : comparable) {
        if (i / CONTEXT != j / CONTEXT) {
          any += a[i] * a[j];
          pairs++;
        }
      }
      // The mean over all pairs of this token, counted once for each of its positions.
      for (int j : comparable) {
        for (int k : comparable) {
          boolean ofThisToken =
              corpus.tokenId(j) == corpus.tokenId(i) && corpus.tokenId(k) == corpus.tokenId(i);
          if (ofThisToken && j / CONTEXT != k / CONTEXT) {
            products += a[j] * a[k];
            partners++;
          }
        }
      }
      same += products / partners;
      squares += a[i] * a[i];
    }
    int m = comparable.length;
    return (same / m - any / pairs) / (squares / m - any / pairs);
  }

  private static double[] activations(TokenCorpus corpus, RandomGenerator random) {
    return IntStream.range(0, (int) corpus.tokens())
        .mapToDouble(
            i ->
                corpus.counts(i) && random.nextInt(3) == 0
                    ? (float) (corpus.tokenId(i) % 4 + random.nextDouble())
                    : 0)
        .toArray();
  }

  @Test
  void agreesWithNaiveOracles() {
    RandomGenerator random = new SeededStreams(3).stream("data");
    ArrayCorpus all = ArrayCorpus.uniform(12 * CONTEXT, CONTEXT, 60, 50, 2);
    for (TokenCorpus corpus : new TokenCorpus[] {all, new FirstLeftOut(all)}) {
      TokenProfiles profiles = new TokenProfiles(corpus);
      for (int repetition = 0; repetition < 5; repetition++) {
        double[] a = activations(corpus, random);
        LatentActivations latent = latent(corpus.tokens(), i -> a[i]);
        TokenProfile profile = profiles.of(latent);
        assertThat(profile.entropy()).isCloseTo(entropyOracle(corpus, latent), within(1e-10));
        assertThat(profile.determinedShare()).isCloseTo(shareOracle(corpus, a), within(1e-10));
        double[] mass = new double[60];
        IntStream.range(0, a.length).forEach(i -> mass[corpus.tokenId(i)] += a[i]);
        double sum = Arrays.stream(mass).sum();
        assertThat(profile.topMass())
            .isCloseTo(Arrays.stream(mass).max().orElseThrow() / sum, within(1e-12));
        assertThat(profile.distinctTokens())
            .isEqualTo((int) Arrays.stream(mass).filter(m -> m > 0).count());
      }
    }
  }

  @Test
  void aLatentOfOneTokenHasNoSpreadAndIsDetermined() {
    ArrayCorpus corpus = ArrayCorpus.uniform(64 * CONTEXT, CONTEXT, 10, 50, 4);
    TokenProfile profile = profile(corpus, i -> corpus.tokenId(i) == 7 ? 0.3 : 0);
    assertThat(profile.entropy()).isCloseTo(0, within(1e-9));
    assertThat(profile.topMass()).isEqualTo(1);
    assertThat(profile.distinctTokens()).isEqualTo(1);
    assertThat(profile.determinedShare()).isCloseTo(1, within(1e-9));
  }

  @Test
  void withoutTwoContextsOrVariationThereIsNoValue() {
    ArrayCorpus corpus = ArrayCorpus.uniform(8 * CONTEXT, CONTEXT, 5, 50, 4);
    assertThat(profile(corpus, i -> i == 3 || i == 4 ? 1 : 0).entropy()).isNaN();
    assertThat(profile(corpus, i -> 1).determinedShare()).isNaN();
    TokenProfile silent = profile(corpus, i -> 0);
    assertThat(silent.entropy()).isNaN();
    assertThat(silent.topMass()).isNaN();
    assertThat(silent.determinedShare()).isNaN();
  }

  /** 48 firings, as many as explanation windows used to give, on 30 tokens with known masses. */
  @Test
  void fewFiringsBiasThePlugInEntropyAndNotTheCorrectedOne() {
    RandomGenerator random = new SeededStreams(5).stream("data");
    int repetitions = 400;
    double plugIn = 0;
    double corrected = 0;
    for (int r = 0; r < repetitions; r++) {
      int[] tokens = new int[48 * CONTEXT];
      double[] a = new double[tokens.length];
      for (int context = 0; context < 48; context++) {
        tokens[context * CONTEXT] = 1 + random.nextInt(30);
        a[context * CONTEXT] = 0.5 + random.nextDouble();
      }
      ArrayCorpus corpus = corpus(tokens);
      LatentActivations latent = latent(tokens.length, i -> a[i]);
      plugIn += plugIn(corpus, latent, -1) / repetitions;
      corrected += new TokenProfiles(corpus).of(latent).entropy() / repetitions;
    }
    assertThat(plugIn - Math.log(30)).isBetween(-0.40, -0.30);
    assertThat(corrected - Math.log(30)).isBetween(-0.05, 0.05);
  }

  /** As many firings as a latent of a real study has, on a long tail of tokens. */
  @Test
  void allFiringsAndTheCorrectionBringALongTailNearItsEntropy() {
    RandomGenerator random = new SeededStreams(6).stream("data");
    double[] p = IntStream.rangeClosed(1, 300).mapToDouble(i -> Math.pow(i, -1.2)).toArray();
    double sum = Arrays.stream(p).sum();
    double known = Arrays.stream(p).map(x -> -x / sum * Math.log(x / sum)).sum();
    double[] biases = new double[2];
    int repetitions = 40;
    for (int r = 0; r < repetitions; r++) {
      int[] sizes = {48, 2000};
      for (int s = 0; s < sizes.length; s++) {
        int[] tokens = new int[sizes[s] * CONTEXT];
        for (int context = 0; context < sizes[s]; context++) {
          tokens[context * CONTEXT] = 1 + draw(p, sum, random);
        }
        ArrayCorpus corpus = corpus(tokens);
        LatentActivations latent = latent(tokens.length, i -> i % CONTEXT == 0 ? 1 : 0);
        double entropy =
            s == 0 ? plugIn(corpus, latent, -1) : new TokenProfiles(corpus).of(latent).entropy();
        biases[s] += (entropy - known) / repetitions;
      }
    }
    assertThat(biases[0]).isLessThan(-0.5);
    assertThat(biases[1]).isBetween(-0.05, 0.02);
  }

  private static int draw(double[] weights, double sum, RandomGenerator random) {
    double rest = random.nextDouble() * sum;
    int i = 0;
    while (i < weights.length - 1 && rest >= weights[i]) {
      rest -= weights[i++];
    }
    return i;
  }

  /**
   * A corpus of rare tokens: plain η² says that they explain most of a latent that ignores them.
   */
  @Test
  void aLatentThatIgnoresTokensIsNotDeterminedHoweverRareTheyAre() {
    RandomGenerator random = new SeededStreams(7).stream("data");
    double share = 0;
    double eta = 0;
    int repetitions = 100;
    for (int r = 0; r < repetitions; r++) {
      ArrayCorpus corpus = ArrayCorpus.uniform(64 * CONTEXT, CONTEXT, 400, 50, r);
      // Some contexts have more of it: what positions of a context share is not the token's.
      double[] a = new double[(int) corpus.tokens()];
      for (int i = 0; i < a.length; i++) {
        double level = i / CONTEXT % 4 == 0 ? 1 : 0.2;
        a[i] = random.nextDouble() < level ? random.nextDouble() : 0;
      }
      share += profile(corpus, i -> a[i]).determinedShare() / repetitions;
      eta += plainEta(corpus, a) / repetitions;
    }
    assertThat(eta).isGreaterThan(0.3);
    assertThat(share).isBetween(-0.02, 0.02);
  }

  @Test
  void halfOfTheVarianceIsFoundToBeHalf() {
    RandomGenerator random = new SeededStreams(8).stream("data");
    double share = 0;
    int repetitions = 50;
    for (int r = 0; r < repetitions; r++) {
      ArrayCorpus corpus = ArrayCorpus.uniform(64 * CONTEXT, CONTEXT, 200, 50, r);
      // Even tokens have mean 3, odd ones 1: variance 1 between them; ± 1 of noise within.
      share +=
          profile(
                      corpus,
                      i -> (corpus.tokenId(i) % 2 == 0 ? 3 : 1) + (random.nextBoolean() ? 1 : -1))
                  .determinedShare()
              / repetitions;
    }
    assertThat(share).isBetween(0.48, 0.52);
  }

  private static double plainEta(TokenCorpus corpus, double[] a) {
    double mean = Arrays.stream(a).average().orElseThrow();
    double[] sums = new double[1000];
    int[] counts = new int[1000];
    for (int i = 0; i < a.length; i++) {
      sums[corpus.tokenId(i)] += a[i];
      counts[corpus.tokenId(i)]++;
    }
    double between = 0;
    double total = 0;
    for (int i = 0; i < a.length; i++) {
      double ofToken = sums[corpus.tokenId(i)] / counts[corpus.tokenId(i)];
      between += (ofToken - mean) * (ofToken - mean);
      total += (a[i] - mean) * (a[i] - mean);
    }
    return between / total;
  }
}
