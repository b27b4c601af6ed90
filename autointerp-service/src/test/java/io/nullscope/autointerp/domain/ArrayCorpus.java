package io.nullscope.autointerp.domain;

/** A corpus in memory. */
public record ArrayCorpus(int[] tokenIds, int[] documentIds, int contextLength)
    implements TokenCorpus {

  /** Tokens drawn uniformly from a vocabulary, in documents of {@code documentLength} tokens. */
  public static ArrayCorpus uniform(
      int tokens, int contextLength, int vocabulary, int documentLength, long seed) {
    var random = new SeededStreams(seed).stream("corpus");
    int[] tokenIds = new int[tokens];
    int[] documentIds = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      tokenIds[i] = (int) RandomChoice.below(random, vocabulary);
      documentIds[i] = i / documentLength;
    }
    return new ArrayCorpus(tokenIds, documentIds, contextLength);
  }

  @Override
  public long tokens() {
    return tokenIds.length;
  }

  @Override
  public int tokenId(long position) {
    return tokenIds[(int) position];
  }

  @Override
  public boolean allCount() {
    return true;
  }

  @Override
  public boolean counts(long position) {
    return true;
  }

  @Override
  public int documentId(long position) {
    return documentIds[(int) position];
  }
}
