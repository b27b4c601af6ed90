package io.nullscope.artifacts.tokens;

import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Appends windows to one split of a token artifact with the memory of one shard. Not thread-safe.
 */
public final class TokenSplitWriter {

  private static final int SHARD_TOKENS = 1 << 20;

  private final BlobStore blobs;
  private final String name;
  private final int contextLength;
  private final ByteBuffer tokens;
  private final ByteBuffer documents;
  private final Map<String, BlobRef> files = new TreeMap<>();
  private long windows;

  /**
   * An empty split.
   *
   * @param contextLength S, tokens in a window
   */
  public TokenSplitWriter(BlobStore blobs, String name, int contextLength) {
    this.blobs = blobs;
    this.name = name;
    this.contextLength = contextLength;
    int shardBytes = Math.max(1, SHARD_TOKENS / contextLength) * contextLength * Integer.BYTES;
    this.tokens = ByteBuffer.allocate(shardBytes).order(ByteOrder.LITTLE_ENDIAN);
    this.documents = ByteBuffer.allocate(shardBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Appends a window.
   *
   * @param tokenIds [S]
   * @param documentIds [S]
   */
  public void append(int[] tokenIds, int[] documentIds) {
    if (tokenIds.length != contextLength || documentIds.length != contextLength) {
      throw new IllegalArgumentException(
          "a window of "
              + tokenIds.length
              + " tokens and "
              + documentIds.length
              + " document ids, expected "
              + contextLength);
    }
    for (int i = 0; i < contextLength; i++) {
      tokens.putInt(tokenIds[i]);
      documents.putInt(documentIds[i]);
    }
    windows++;
    if (!tokens.hasRemaining()) {
      store();
    }
  }

  String name() {
    return name;
  }

  long windows() {
    return windows;
  }

  Map<String, BlobRef> finish() {
    if (tokens.position() > 0) {
      store();
    }
    return files;
  }

  private void store() {
    tokens.flip();
    documents.flip();
    long rows = tokens.remaining() / (contextLength * (long) Integer.BYTES);
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec(TokenArtifact.INPUT_IDS, DType.I32, rows, contextLength),
            new TensorSpec(TokenArtifact.DOCUMENT_IDS, DType.I32, rows, contextLength));
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * tokens.remaining() + 256);
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), tensors)) {
      writer.write(TokenArtifact.DOCUMENT_IDS, documents);
      writer.write(TokenArtifact.INPUT_IDS, tokens);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    files.put(TokenArtifact.fileName(name, files.size()), blobs.put(out.toByteArray()));
    tokens.clear();
    documents.clear();
  }
}
