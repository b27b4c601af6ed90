package io.nullscope.artifacts.tokens;

import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** The windows of one split, read shard by shard. */
public final class TokenSplit {

  private final BlobStore blobs;
  private final List<BlobRef> shards;

  private TokenSplit(BlobStore blobs, List<BlobRef> shards) {
    this.blobs = blobs;
    this.shards = List.copyOf(shards);
  }

  /**
   * Opens a split.
   *
   * @throws IllegalArgumentException when the artifact has no such split
   */
  public static TokenSplit open(BlobStore blobs, Manifest tokens, String split) {
    List<BlobRef> shards = new ArrayList<>();
    while (tokens.files().containsKey(TokenArtifact.fileName(split, shards.size()))) {
      shards.add(tokens.file(TokenArtifact.fileName(split, shards.size())));
    }
    if (shards.isEmpty()) {
      throw new IllegalArgumentException(
          "token artifact " + tokens.id() + " has no split " + split);
    }
    return new TokenSplit(blobs, shards);
  }

  /** Receives windows in order. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Takes a batch.
     *
     * @param firstWindow number of the first window within the split
     * @param tokenIds [B][S]
     * @param documentIds [B][S]
     */
    void accept(long firstWindow, int[][] tokenIds, int[][] documentIds);
  }

  /** Visits all windows in batches of at most {@code batchWindows}. */
  public void forEachBatch(int batchWindows, Visitor visitor) {
    long first = 0;
    for (BlobRef shard : shards) {
      try (SafetensorsReader reader = SafetensorsReader.open(blobs.source(shard))) {
        long[] shape = reader.header().tensor(TokenArtifact.INPUT_IDS).shape();
        int windows = Math.toIntExact(shape[0]);
        int contextLength = Math.toIntExact(shape[1]);
        IntBuffer tokens = reader.read(TokenArtifact.INPUT_IDS).asIntBuffer();
        IntBuffer documents = reader.read(TokenArtifact.DOCUMENT_IDS).asIntBuffer();
        for (int from = 0; from < windows; from += batchWindows) {
          int size = Math.min(batchWindows, windows - from);
          visitor.accept(
              first + from,
              rows(tokens, size, contextLength),
              rows(documents, size, contextLength));
        }
        first += windows;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static int[][] rows(IntBuffer source, int rows, int columns) {
    int[][] out = new int[rows][columns];
    for (int[] row : out) {
      source.get(row);
    }
    return out;
  }
}
