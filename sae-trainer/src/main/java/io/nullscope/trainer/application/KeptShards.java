package io.nullscope.trainer.application;

import io.nullscope.artifacts.ReadAhead;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.messaging.StopSignal;
import io.nullscope.sae.ActivationShard;
import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.sae.TrainingConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * All training shards as files of this machine, mapped into memory: the operating system keeps in
 * memory what is in use. The files are checked against their digests while they are copied.
 */
final class KeptShards implements TrainingShards {

  /** Rows that are shuffled together: a full permutation up to half a million tokens. */
  private static final int SHUFFLE_ROWS = 1 << 19;

  private final WorkingFolder folder;
  private final ShardSequence shards;

  /**
   * Copies shards.
   *
   * @param folder where to; closed with this
   */
  KeptShards(RowShards source, WorkingFolder folder, StopSignal stop) throws IOException {
    folder.requireRoom(source.rows() * source.width() * Float.BYTES);
    List<ActivationShard> copies = new ArrayList<>();
    ReadAhead.<ByteBuffer, IOException>forEach(
        source.count(),
        source::read,
        (i, rows) -> {
          stop.check();
          Path file = folder.path().resolve(i + ".safetensors");
          int count = rows.remaining() / (source.width() * Float.BYTES);
          TensorSpec tensor =
              new TensorSpec(ActivationShard.TENSOR, DType.F32, count, source.width());
          try (SafetensorsWriter writer =
              SafetensorsWriter.create(file, Map.of(), List.of(tensor))) {
            writer.write(ActivationShard.TENSOR, rows);
          }
          copies.add(ActivationShard.map(file));
        });
    this.folder = folder;
    this.shards = ShardSequence.of(copies);
  }

  @Override
  public int width() {
    return shards.width();
  }

  @Override
  public int count() {
    return shards.count();
  }

  @Override
  public int rows(int shard) {
    return shards.rows(shard);
  }

  @Override
  public ActivationShard open(long epoch, int shard) {
    return shards.open(epoch, shard);
  }

  @Override
  public ShuffledActivations batches(SaeStreams streams, ShardSequence rows) {
    return new ShuffledActivations(rows, streams::permutation, SHUFFLE_ROWS, Integer.MAX_VALUE);
  }

  @Override
  public void check(ShardSequence rows, TrainingConfig training) {
    // All are there at all times.
  }

  @Override
  public int shardsAtStart() {
    return count();
  }

  @Override
  public void begin(long firstNeeded) {
    // All is there.
  }

  @Override
  public LongUnaryOperator firstNeeded(ShardSequence rows) {
    return position -> 0;
  }

  @Override
  public void checkpointed(long firstNeeded) {
    // Nothing goes.
  }

  @Override
  public void finished() {
    // Nothing goes.
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
