package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.corpus.DocumentStart;
import io.nullscope.transformer.corpus.Vocabulary;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The residual streams of a variant on token windows, its input noise included. The weights are
 * read when it is first run: finding out that all is done needs none.
 */
public final class ResidualStreams implements AutoCloseable {

  private final TensorRuntime runtime;
  private final VariantArtifact artifact;
  private final TransformerConfig config;
  private final Optional<InputNoise> noise;
  private LanguageModel model;

  private ResidualStreams(TensorRuntime runtime, VariantArtifact artifact) {
    this.runtime = runtime;
    this.artifact = artifact;
    this.config = artifact.config();
    this.noise = artifact.inputNoise();
  }

  /** Receives the rows of one layer. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes rows.
     *
     * @param layer number of the block
     * @param rows [B·S, D] float32, little endian, in token order
     */
    void accept(int layer, ByteBuffer rows);
  }

  /**
   * Opens a variant; close the result to free its weights.
   *
   * @throws io.nullscope.artifacts.MissingArtifactException when it is not in the store
   */
  public static ResidualStreams open(
      TensorRuntime runtime, ArtifactStore store, ArtifactId variantId) {
    return new ResidualStreams(runtime, VariantArtifact.open(store, variantId));
  }

  /** D. */
  public int width() {
    return config.width();
  }

  /** What begins each document of a study. */
  public DocumentStart documentStart(StartTokenSpec setting) {
    return DocumentStart.of(
        setting, Vocabulary.parse(tokenizer(), artifact.tokenizerName()), config);
  }

  /** {@code tokenizer.json}. */
  public byte[] tokenizer() {
    return artifact.tokenizer();
  }

  /** Present when the variant reads shuffled tokens. */
  public Optional<TokenShuffle> tokenShuffle() {
    return artifact.tokenShuffle();
  }

  /**
   * Runs token windows up to the last of the layers.
   *
   * @param split name of the split, which decides the input noise
   * @param firstWindow number of the first window within the split
   * @param windows [B][S] token ids
   * @param layers the residual stream after these blocks
   */
  public void run(
      String split, long firstWindow, int[][] windows, List<Integer> layers, Sink sink) {
    if (model == null) {
      model = artifact.load(runtime);
    }
    try (TensorScope scope = runtime.scope()) {
      List<NDArray> residuals =
          model.residuals(scope, input(scope, split, firstWindow, windows), layers);
      for (int i = 0; i < layers.size(); i++) {
        sink.accept(layers.get(i), residuals.get(i).toByteBuffer());
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
