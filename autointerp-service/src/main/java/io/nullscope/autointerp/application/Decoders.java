package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.autointerp.domain.DecoderNeighbours;

/** The decoders of SAEs in the store. */
@FunctionalInterface
public interface Decoders {

  /** Neighbours among the latents of one SAE; the decoder is loaded when they are asked for. */
  DecoderNeighbours of(ArtifactId saeId);
}
