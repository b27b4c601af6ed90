package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;

/** Loads variants. */
@FunctionalInterface
public interface VariantRunner {

  /** Reads a variant's weights from the store; close the result to free them. */
  RunningVariant open(ArtifactId variantId);
}
