package io.nullscope.activation.application;

import io.nullscope.artifacts.Digest;
import io.nullscope.study.CorpusSpec;
import java.util.OptionalInt;

/** Opens corpora where they lie. */
public interface Corpora {

  /** SHA-256 of the corpus as it is now, so that a changed file is another corpus. */
  Digest digest(CorpusSpec corpus);

  /** How it is parsed, from its name: the same bytes can be another text under another name. */
  String format(CorpusSpec corpus);

  /**
   * Tokenises documents in order and cuts them into windows of each split.
   *
   * @param documentStart token put before each document, if any
   * @param tokenizer {@code tokenizer.json}
   * @throws io.nullscope.messaging.RejectedException when the corpus is missing, malformed or too
   *     small
   */
  void pack(CorpusSpec corpus, OptionalInt documentStart, byte[] tokenizer, WindowSink sink);

  /** Receives token windows in order; the splits come one after the other. */
  @FunctionalInterface
  interface WindowSink {

    /**
     * Takes one window.
     *
     * @param split train, eval or interp
     * @param tokens [S] token ids
     * @param documents [S] number of the document that each token belongs to
     */
    void accept(String split, int[] tokens, int[] documents);
  }
}
