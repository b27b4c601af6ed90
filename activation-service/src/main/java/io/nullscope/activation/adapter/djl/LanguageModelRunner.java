package io.nullscope.activation.adapter.djl;

import io.nullscope.activation.application.RunningVariant;
import io.nullscope.activation.application.VariantRunner;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.ResidualStreams;

/** Loads variants from the store. */
public final class LanguageModelRunner implements VariantRunner {

  private final TensorRuntime runtime;
  private final ArtifactStore store;

  public LanguageModelRunner(TensorRuntime runtime, ArtifactStore store) {
    this.runtime = runtime;
    this.store = store;
  }

  @Override
  public RunningVariant open(ArtifactId variantId) {
    return new LoadedVariant(ResidualStreams.open(runtime, store, variantId));
  }
}
