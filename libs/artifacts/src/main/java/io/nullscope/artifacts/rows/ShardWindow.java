package io.nullscope.artifacts.rows;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shards of an artifact that is never stored whole: those that one reader needs next. One
 * process writes and deletes; the reader reads. A shard is one object with its own digest, so it is
 * there whole or not at all.
 *
 * <pre>
 * checkpoints/WINDOW/shard-NNNNNNNNNN   safetensors with the tensor "activations" [n, D] F32
 * checkpoints/WINDOW/failure            why there will be no more: a code, a line break, a message
 * </pre>
 *
 * WINDOW is the digest of artifact, part and reader: each reader has a window of its own.
 */
public final class ShardWindow {

  private static final String SHARD = "shard-";
  private static final String FAILURE = "failure";
  private static final String PASSING = "passing\n";
  private static final String LASTING = "lasting\n";

  private final ArtifactStore store;
  private final ArtifactId id;

  private ShardWindow(ArtifactStore store, ArtifactId id) {
    this.store = store;
    this.id = id;
  }

  /**
   * Why the writer gave up.
   *
   * @param passing whether it may succeed when it is asked again
   */
  public record Failure(boolean passing, String code, String message) {}

  /**
   * The window of one reader.
   *
   * @param artifact whose rows they are
   * @param part which table of it, e.g. {@code train/layers.0}
   * @param reader who reads
   */
  public static ShardWindow of(
      ArtifactStore store, ArtifactId artifact, String part, String reader) {
    ArtifactRequest request =
        new ArtifactRequest(
            "shard-window",
            1,
            Map.of("part", part, "reader", reader),
            Map.of("artifact", artifact));
    return new ShardWindow(store, request.id());
  }

  /** Numbers of the shards that are there, ascending. */
  public List<Long> shards() {
    return store.checkpointNames(id).stream()
        .filter(name -> name.startsWith(SHARD))
        .map(name -> Long.parseLong(name.substring(SHARD.length())))
        .toList();
  }

  /**
   * Stores a shard.
   *
   * @param rows [n, D] float32, little endian; read from position to limit
   */
  public void put(long shard, ByteBuffer rows, int width) {
    store.putCheckpoint(id, name(shard), RowShardWriter.bytes(rows, width));
  }

  public void delete(long shard) {
    store.deleteCheckpoint(id, name(shard));
  }

  /**
   * Copies a shard into a file, checked against its digest. A file that is there is written over,
   * not replaced: it takes no second place on the disk, whoever has it open.
   *
   * @return false when the shard is not there
   */
  public boolean copy(long shard, Path file) {
    Optional<InputStream> stored = store.readCheckpoint(id, name(shard));
    if (stored.isEmpty()) {
      return false;
    }
    try (InputStream in = stored.get();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      in.transferTo(Channels.newOutputStream(channel));
      channel.truncate(channel.position());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("copying shard " + shard + " to " + file, e);
    }
  }

  /** Tells the reader that there will be no more shards. */
  public void fail(Failure failure) {
    String text =
        (failure.passing() ? PASSING : LASTING) + failure.code() + "\n" + failure.message();
    store.putCheckpoint(id, FAILURE, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Why there will be no more shards, if so. */
  public Optional<Failure> failure() {
    Optional<InputStream> stored = store.readCheckpoint(id, FAILURE);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = stored.get()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int code = text.indexOf('\n') + 1;
      int message = text.indexOf('\n', code) + 1;
      return Optional.of(
          new Failure(
              text.startsWith(PASSING),
              text.substring(code, message - 1),
              text.substring(message)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading why shards are missing", e);
    }
  }

  /** Forgets an earlier failure: the reader starts anew. */
  public void clearFailure() {
    store.deleteCheckpoint(id, FAILURE);
  }

  private static String name(long shard) {
    return SHARD + "%010d".formatted(shard);
  }
}
