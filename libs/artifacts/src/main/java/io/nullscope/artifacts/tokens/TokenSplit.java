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
    forEachBatch(batchWindows, 0, Long.MAX_VALUE, visitor);
  }

  /**
   * Visits those of the batches of {@link #forEachBatch(int, Visitor)} that have a window of a
   * range: the same batches, whole, so that what depends on the other windows of a batch is the
   * same, too.
   *
   * @param from first window
   * @param to window after the last
   */
  public void forEachBatch(int batchWindows, long from, long to, Visitor visitor) {
    long shardWindows = shardWindows();
    for (int i = 0; i < shards.size(); i++) {
      long first = i * shardWindows;
      if (first < to && first + shardWindows > from) {
        visit(shards.get(i), first, batchWindows, from, to, visitor);
      }
    }
  }

  /** All shards but the last have as many windows as the first. */
  private long shardWindows() {
    if (shards.size() == 1) {
      return Integer.MAX_VALUE;
    }
    try (SafetensorsReader reader = SafetensorsReader.open(blobs.source(shards.get(0)))) {
      return reader.header().tensor(TokenArtifact.INPUT_IDS).shape()[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void visit(
      BlobRef shard, long first, int batchWindows, long from, long to, Visitor visitor) {
    try (SafetensorsReader reader = SafetensorsReader.open(blobs.source(shard))) {
      long[] shape = reader.header().tensor(TokenArtifact.INPUT_IDS).shape();
      int windows = Math.toIntExact(shape[0]);
      int contextLength = Math.toIntExact(shape[1]);
      IntBuffer tokens = reader.read(TokenArtifact.INPUT_IDS).asIntBuffer();
      IntBuffer documents = reader.read(TokenArtifact.DOCUMENT_IDS).asIntBuffer();
      for (int at = 0; at < windows; at += batchWindows) {
        int size = Math.min(batchWindows, windows - at);
        if (first + at < to && first + at + size > from) {
          visitor.accept(
              first + at,
              rows(tokens.position(at * contextLength), size, contextLength),
              rows(documents.position(at * contextLength), size, contextLength));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
