package io.nullscope.activation.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.activation.application.RunningVariant;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.TokenShuffle;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.VariantArtifact;
import java.util.List;
import java.util.Optional;

/**
 * A variant whose weights are read when it is first run: finding out that all is done needs none.
 */
final class LoadedVariant implements RunningVariant {

  private final TensorRuntime runtime;
  private final VariantArtifact artifact;
  private final TransformerConfig config;
  private final Optional<InputNoise> noise;
  private LanguageModel model;

  LoadedVariant(TensorRuntime runtime, VariantArtifact artifact) {
    this.runtime = runtime;
    this.artifact = artifact;
    this.config = artifact.config();
    this.noise = artifact.inputNoise();
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public int documentStartToken() {
    return config.bosTokenId();
  }

  @Override
  public byte[] tokenizer() {
    return artifact.tokenizer();
  }

  @Override
  public Optional<TokenShuffle> tokenShuffle() {
    return artifact.tokenShuffle();
  }

  @Override
  public void run(
      String split,
      long firstWindow,
      int[][] windows,
      List<HookPoint> hookPoints,
      ResidualSink sink) {
    if (model == null) {
      model = artifact.load(runtime);
    }
    try (TensorScope scope = runtime.scope()) {
      List<Integer> layers = hookPoints.stream().map(HookPoint::layer).toList();
      List<NDArray> residuals =
          model.residuals(scope, input(scope, split, firstWindow, windows), layers);
      for (int i = 0; i < hookPoints.size(); i++) {
        sink.accept(hookPoints.get(i), residuals.get(i).toByteBuffer());
      }
    }
  }

  private InputEmbedding input(TensorScope scope, String split, long firstWindow, int[][] windows) {
    if (noise.isEmpty()) {
      return new InputEmbedding.Tokens(model.tokens(scope, windows));
    }
    int length = windows[0].length;
    float[] embeddings =
        noise.get().embeddings(split, firstWindow, windows.length, length, config.width());
    return new InputEmbedding.Replaced(
        scope.floats(embeddings, windows.length, length, config.width()));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
