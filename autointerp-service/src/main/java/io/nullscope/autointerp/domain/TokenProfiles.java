package io.nullscope.autointerp.domain;

import java.util.Arrays;

/**
 * Makes the {@link TokenProfile} of any latent of a corpus. Passes the tokens twice, and keeps
 * numbers for each token id only. Not thread-safe.
 *
 * <p>Contexts, and not firings, are the units that were sampled: a word that occurs once in a
 * context is likely to come again. So the entropy is corrected by leaving out one context after the
 * other (the jackknife of Zahl, Ecology 58, 1977, with contexts as groups), and the share that a
 * token explains compares activations on the same token in two different contexts only: a token
 * that occurs once would explain itself (plain η² is near 1 on a corpus of rare tokens, whatever
 * the latent does), and what two places of one context have in common is not due to the token.
 */
public final class TokenProfiles {

  private final TokenCorpus corpus;
  private long[] occurrences = new long[1 << 10]; // [V] positions that count
  private double[] pairs =
      new double[1 << 10]; // [V] ordered pairs of occurrences in different contexts
  private final double comparable; // positions with a token that has such pairs
  private final double comparablePairs; // ordered pairs of those in different contexts
  private final double[] mass; // [V] of the latent, over all contexts
  private final double[] squaredMass; // [V] squares of its mass in each context
  private final int[] contexts; // [V] in which it fires on the token
  private final double[] here; // [V] its mass within one context
  private final int[] touched; // [S] tokens of this context on which it fires

  /** Profiles of latents on this corpus. */
  public TokenProfiles(TokenCorpus corpus) {
    this.corpus = corpus;
    countPairs();
    int vocabulary = occurrences.length;
    this.mass = new double[vocabulary];
    this.squaredMass = new double[vocabulary];
    this.contexts = new int[vocabulary];
    this.here = new double[vocabulary];
    this.touched = new int[corpus.contextLength()];
    double positions = 0;
    for (int token = 0; token < vocabulary; token++) {
      positions += pairs[token] > 0 ? occurrences[token] : 0;
    }
    this.comparable = positions;
    this.comparablePairs = positions * positions - squaredSizes();
  }

  private void countPairs() {
    int[] inContext = new int[occurrences.length];
    int length = corpus.contextLength();
    for (long start = 0; start < corpus.tokens(); start += length) {
      for (long position = start; position < start + length; position++) {
        int token = corpus.tokenId(position);
        if (token >= inContext.length) {
          int larger = Math.max(token + 1, Math.addExact(inContext.length, inContext.length));
          inContext = Arrays.copyOf(inContext, larger);
          occurrences = Arrays.copyOf(occurrences, larger);
          pairs = Arrays.copyOf(pairs, larger);
        }
        inContext[token] += corpus.counts(position) ? 1 : 0;
      }
      for (long position = start; position < start + length; position++) {
        int token = corpus.tokenId(position);
        occurrences[token] += inContext[token];
        pairs[token] -= (double) inContext[token] * inContext[token];
        inContext[token] = 0;
      }
    }
    for (int token = 0; token < pairs.length; token++) {
      pairs[token] += (double) occurrences[token] * occurrences[token];
    }
  }

  /** Squares of the number of comparable positions of each context, added up. */
  private double squaredSizes() {
    double squares = 0;
    int length = corpus.contextLength();
    for (long start = 0; start < corpus.tokens(); start += length) {
      double size = 0;
      for (long position = start; position < start + length; position++) {
        size += corpus.counts(position) && pairs[corpus.tokenId(position)] > 0 ? 1 : 0;
      }
      squares += size * size;
    }
    return squares;
  }

  /** The profile of one latent. */
  public TokenProfile of(LatentActivations latent) {
    Arrays.fill(mass, 0);
    Arrays.fill(squaredMass, 0);
    Arrays.fill(contexts, 0);
    double[] squaredContexts = new double[1];
    forEachContext(
        latent,
        size -> {
          double comparableMass = 0;
          for (int i = 0; i < size; i++) {
            int token = touched[i];
            mass[token] += here[token];
            squaredMass[token] += here[token] * here[token];
            contexts[token]++;
            comparableMass += pairs[token] > 0 ? here[token] : 0;
          }
          squaredContexts[0] += comparableMass * comparableMass;
        });
    double total = Arrays.stream(mass).sum();
    return new TokenProfile(
        entropy(latent, total),
        Arrays.stream(mass).max().orElse(0) / total,
        (int) Arrays.stream(mass).filter(m -> m > 0).count(),
        determinedShare(latent, squaredContexts[0]));
  }

  private double entropy(LatentActivations latent, double total) {
    double all = Arrays.stream(mass).map(TokenProfiles::xLogX).sum();
    double plugIn = StrictMath.log(total) - all / total;
    double[] left = new double[2]; // sum of the entropies without one context, contexts
    forEachContext(
        latent,
        size -> {
          double without = all;
          double rest = total;
          for (int i = 0; i < size; i++) {
            int token = touched[i];
            rest -= here[token];
            without -= xLogX(mass[token]);
            // Only here: nothing remains, whatever rounding says.
            without += contexts[token] == 1 ? 0 : xLogX(mass[token] - here[token]);
          }
          left[0] += StrictMath.log(rest) - without / rest;
          left[1]++;
        });
    double active = left[1];
    return active < 2 ? Double.NaN : active * plugIn - (active - 1) * left[0] / active;
  }

  /**
   * (E[a a'| same token] - E[a a']) / (E[a²] - E[a a']), where a and a' stand in different contexts
   * and each token counts as often as it occurs.
   */
  private double determinedShare(LatentActivations latent, double squaredContexts) {
    double sameToken = 0;
    double sum = 0;
    for (int token = 0; token < mass.length; token++) {
      if (pairs[token] > 0) {
        double products = mass[token] * mass[token] - squaredMass[token];
        sameToken += occurrences[token] * products / pairs[token];
        sum += mass[token];
      }
    }
    double squares = 0;
    for (int i = 0; i < latent.size(); i++) {
      double activation = latent.activation(i);
      squares += pairs[corpus.tokenId(latent.position(i))] > 0 ? activation * activation : 0;
    }
    double anyTokens = (sum * sum - squaredContexts) / comparablePairs;
    double variance = squares / comparable - anyTokens;
    return variance > 0 ? (sameToken / comparable - anyTokens) / variance : Double.NaN;
  }

  /** What is done with the tokens of a context on which a latent fires. */
  private interface Context {
    void accept(int size);
  }

  /** Contexts in which a latent fires, in their order, with its mass on each token of it. */
  private void forEachContext(LatentActivations latent, Context context) {
    int i = 0;
    while (i < latent.size()) {
      long end = (latent.position(i) / corpus.contextLength() + 1) * corpus.contextLength();
      int size = 0;
      for (; i < latent.size() && latent.position(i) < end; i++) {
        int token = corpus.tokenId(latent.position(i));
        if (here[token] == 0) {
          touched[size++] = token;
        }
        here[token] += latent.activation(i);
      }
      context.accept(size);
      for (int t = 0; t < size; t++) {
        here[touched[t]] = 0;
      }
    }
  }

  private static double xLogX(double x) {
    return x > 0 ? x * StrictMath.log(x) : 0;
  }
}
