package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.autointerp.application.WindowEmbeddings;
import io.nullscope.autointerp.domain.EmbeddedPool;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.SentenceEmbeddings;
import io.nullscope.autointerp.domain.TokenTexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Embeds a pool, or finds it embedded. */
public final class StoredWindowEmbeddings implements WindowEmbeddings {

  static final String KIND = "window-embeddings";
  static final String FILE = "embeddings.safetensors";

  /** [windows, D] float32, in the order of the pool. */
  static final String TENSOR = "embeddings";

  private static final int FORMAT_VERSION = 1;

  private final ArtifactStore store;
  private final SentenceEmbeddings embeddings;
  private final String model;

  /**
   * Embeds into a store.
   *
   * @param model names what the embeddings come from, down to its weights
   */
  public StoredWindowEmbeddings(ArtifactStore store, SentenceEmbeddings embeddings, String model) {
    this.store = store;
    this.embeddings = embeddings;
    this.model = model;
  }

  @Override
  public NearestWindows of(ArtifactId tokensId, int windowLength, long rootSeed, TokenTexts texts) {
    return windows -> {
      ArtifactRequest request =
          new ArtifactRequest(
              KIND,
              FORMAT_VERSION,
              Map.of(
                  "model",
                  model,
                  "rootSeed",
                  rootSeed,
                  "windowLength",
                  (long) windowLength,
                  "windows",
                  (long) windows.size()),
              Map.of("tokens", tokensId));
      Manifest manifest =
          store
              .find(KIND, request.id())
              .orElseGet(() -> store.commit(request, embed(windows, texts), Map.of()));
      // Read back even when just written: the pool is the same whoever made it.
      return new EmbeddedPool(read(manifest), embeddings, texts);
    };
  }

  private Map<String, BlobRef> embed(List<List<Integer>> windows, TokenTexts texts) {
    float[][] rows = embeddings.embed(windows.stream().map(texts::plain).toList());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorSpec tensor = new TensorSpec(TENSOR, DType.F32, rows.length, rows[0].length);
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), List.of(tensor))) {
      for (float[] row : rows) {
        writer.write(TENSOR, row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return Map.of(FILE, store.blobs().put(out.toByteArray()));
  }

  private float[][] read(Manifest manifest) {
    try (SafetensorsReader reader =
        SafetensorsReader.open(store.blobs().source(manifest.file(FILE)))) {
      int count = (int) reader.header().tensor(TENSOR).shape()[0];
      float[] values = reader.toFloats(TENSOR);
      int width = values.length / count;
      float[][] rows = new float[count][];
      for (int i = 0; i < count; i++) {
        rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("reading window embeddings " + manifest.id(), e);
    }
  }
}
