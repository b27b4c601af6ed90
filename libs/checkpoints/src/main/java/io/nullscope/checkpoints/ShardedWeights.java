package io.nullscope.checkpoints;

import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Weights in several files, with an index that says which tensor is in which. */
final class ShardedWeights implements Weights {

  /** Opens one shard. */
  @FunctionalInterface
  interface ShardOpener {
    Weights open(Path file) throws IOException;
  }

  private final Path indexFile;
  private final ShardIndex index;
  private final Map<String, Weights> shards = new LinkedHashMap<>();
  private final Map<String, TensorSpec> tensors = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  private ShardedWeights(Path indexFile, ShardIndex index) {
    this.indexFile = indexFile;
    this.index = index;
  }

  /**
   * Opens the index and every shard, and checks that each tensor is in the one file that the index
   * names.
   *
   * @throws InvalidCheckpointException naming the shard or tensor that is missing or too many
   */
  static ShardedWeights open(Path indexFile, ShardOpener opener) throws IOException {
    ShardedWeights weights = new ShardedWeights(indexFile, ShardIndex.read(indexFile));
    try {
      weights.openShards(opener);
      weights.checkTensors();
      weights.noteSize();
      return weights;
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private void openShards(ShardOpener opener) throws IOException {
    List<String> missing =
        index.shards().stream()
            .filter(shard -> !Files.isRegularFile(indexFile.resolveSibling(shard)))
            .toList();
    if (!missing.isEmpty()) {
      throw invalid("names files that are not beside it: %s; add them", String.join(", ", missing));
    }
    for (String shard : index.shards()) {
      shards.put(shard, opener.open(indexFile.resolveSibling(shard)));
    }
  }

  private void checkTensors() {
    shards.forEach(
        (shard, weights) -> {
          for (TensorSpec tensor : weights.tensors().values()) {
            String expected = index.weightMap().get(tensor.name());
            if (expected == null) {
              throw invalid(
                  "does not list tensor %s, which is in %s; download the index and the shards of one and the same version",
                  tensor.name(), shard);
            }
            if (!expected.equals(shard)) {
              throw invalid(
                  "says that tensor %s is in %s, but %s holds it; download the index and the shards of one and the same version",
                  tensor.name(), expected, shard);
            }
            tensors.put(tensor.name(), tensor);
          }
          notes.addAll(weights.notes());
        });
    index
        .weightMap()
        .forEach(
            (tensor, shard) -> {
              if (!tensors.containsKey(tensor)) {
                throw invalid(
                    "says that tensor %s is in %s, but it is not; download the index and the shards of one and the same version",
                    tensor, shard);
              }
            });
  }

  /**
   * Another size than the index promises is worth a note, no more: over the years writers have
   * counted tensors that share memory once or several times, and booleans as bits, and each shard
   * knows by itself whether it is whole.
   */
  private void noteSize() {
    if (index.totalSize().isEmpty()) {
      return;
    }
    long promised = index.totalSize().getAsLong();
    long actual = tensors.values().stream().mapToLong(TensorSpec::bytes).sum();
    if (actual != promised) {
      notes.add(
          "%s counts %d bytes of tensors, its shards hold %d"
              .formatted(indexFile.getFileName(), promised, actual));
    }
  }

  private InvalidCheckpointException invalid(String problem, Object... arguments) {
    return new InvalidCheckpointException(indexFile.toString(), problem.formatted(arguments));
  }

  @Override
  public String name() {
    return indexFile.toString();
  }

  @Override
  public Map<String, TensorSpec> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public ByteBuffer read(String tensor, long firstEntry, int entries) throws IOException {
    String shard = index.weightMap().get(tensor);
    if (shard == null) {
      throw new IllegalArgumentException(indexFile + " lists no tensor \"" + tensor + "\"");
    }
    return shards.get(shard).read(tensor, firstEntry, entries);
  }

  @Override
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    files.add(indexFile);
    shards.values().forEach(shard -> files.addAll(shard.files()));
    return List.copyOf(files);
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Weights shard : shards.values()) {
      try {
        shard.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
