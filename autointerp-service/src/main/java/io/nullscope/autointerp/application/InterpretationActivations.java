package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.study.HookPoint;
import java.nio.ByteBuffer;

/** The activations on the interpretation tokens, wherever they come from. */
@FunctionalInterface
public interface InterpretationActivations {

  /**
   * Reads the rows of one hook point once, in the order of the tokens. Rows come in blocks of the
   * same size whatever their source, because the rounding of an encoding may depend on its batch.
   *
   * @param source whose activations they are
   */
  void read(Source source, Visitor visitor);

  /**
   * Names activations by what they are made of and by their own id.
   *
   * @param positionsId which of the rows count; all are read
   */
  record Source(
      ArtifactId variantId,
      ArtifactId tokensId,
      ArtifactId positionsId,
      ArtifactId activationsId,
      HookPoint hookPoint) {}

  /** Receives rows. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Takes a block.
     *
     * @param rows [n, D] float32, little endian; valid during the call only
     * @param width D
     */
    void accept(ByteBuffer rows, int width);
  }
}
