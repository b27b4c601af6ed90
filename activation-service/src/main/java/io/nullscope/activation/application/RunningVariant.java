package io.nullscope.activation.application;

import io.nullscope.study.HookPoint;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.transformer.TokenShuffle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A variant with its weights in memory. */
public interface RunningVariant extends AutoCloseable {

  /** Model width D. */
  int width();

  /** Token that begins each document of a study, if any. */
  OptionalInt documentStart(StartTokenSpec setting);

  /** {@code tokenizer.json}. */
  byte[] tokenizer();

  /** Present when the variant runs on text whose tokens are in random order. */
  Optional<TokenShuffle> tokenShuffle();

  /**
   * Runs token windows and hands over the residual stream after each hook point's block.
   *
   * @param split name of the split, which decides the input noise of the control variant
   * @param firstWindow number of the first window within the split
   * @param windows [B][S] token ids
   */
  void run(
      String split,
      long firstWindow,
      int[][] windows,
      List<HookPoint> hookPoints,
      ResidualSink sink);

  @Override
  void close();

  /** Receives activations. */
  @FunctionalInterface
  interface ResidualSink {

    /**
     * Takes the rows of one hook point.
     *
     * @param rows [B·S, D] float32, little endian, in token order; valid during the call only
     */
    void accept(HookPoint hookPoint, ByteBuffer rows);
  }
}
