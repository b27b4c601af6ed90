package io.nullscope.trainer.application;

import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.sae.ActivationShard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The training shards as files of this machine, mapped into memory: the operating system keeps in
 * memory what is in use. The files are checked against their digests while they are copied, and
 * deleted at the end.
 */
final class LocalShards implements AutoCloseable {

  private final Path folder;
  private final List<ActivationShard> shards;

  private LocalShards(Path folder, List<ActivationShard> shards) {
    this.folder = folder;
    this.shards = List.copyOf(shards);
  }

  /**
   * Copies shards into a new folder.
   *
   * @param scratch existing folder to make it in
   */
  static LocalShards copy(RowShards source, Path scratch) throws IOException {
    Path folder = Files.createTempDirectory(scratch, "nullscope-sae");
    try {
      List<ActivationShard> shards = new ArrayList<>();
      for (int i = 0; i < source.count(); i++) {
        ByteBuffer rows = source.read(i);
        Path file = folder.resolve(i + ".safetensors");
        TensorSpec tensor =
            new TensorSpec(ActivationShard.TENSOR, DType.F32, source.rows(i), source.width());
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), List.of(tensor))) {
          writer.write(ActivationShard.TENSOR, rows);
        }
        shards.add(ActivationShard.map(file));
      }
      return new LocalShards(folder, shards);
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  List<ActivationShard> shards() {
    return shards;
  }

  /** For other working files of the same training. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
