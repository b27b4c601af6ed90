package io.nullscope.benchmarks.extraction;

import io.nullscope.activation.application.Corpora;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.PositionsSpec;
import io.nullscope.study.StartTokenSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

/** Random tokens instead of text: speed does not depend on what they are. */
public final class RandomCorpus implements Corpora {

  /** No position is left out. */
  public static final PositionsSpec ALL_POSITIONS =
      new PositionsSpec(false, 0, OptionalDouble.empty(), List.of());

  private final int vocabulary;

  public RandomCorpus(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Interpretation tokens, and one window in each of the other splits. */
  public static CorpusSpec interpretation(int contextLength, long tokens) {
    return new CorpusSpec(
        "random",
        "text",
        StartTokenSpec.Rule.NONE,
        contextLength,
        contextLength,
        contextLength,
        tokens);
  }

  @Override
  public Digest digest(CorpusSpec corpus) {
    return Digest.of(corpus.source().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String format(CorpusSpec corpus) {
    return "random";
  }

  @Override
  public void pack(
      CorpusSpec corpus, OptionalInt documentStart, byte[] tokenizer, WindowSink sink) {
    Random random = new Random(0);
    split(corpus, TokenArtifact.TRAIN, corpus.trainTokens(), random, sink);
    split(corpus, TokenArtifact.EVAL, corpus.evalTokens(), random, sink);
    split(corpus, TokenArtifact.INTERP, corpus.interpTokens(), random, sink);
  }

  private void split(CorpusSpec corpus, String name, long tokens, Random random, WindowSink sink) {
    int length = corpus.contextLength();
    for (long window = 0; window < tokens / length; window++) {
      sink.accept(name, random.ints(length, 0, vocabulary).toArray(), new int[length]);
    }
  }
}
