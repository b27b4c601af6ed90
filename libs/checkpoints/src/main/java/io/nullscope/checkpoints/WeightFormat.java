package io.nullscope.checkpoints;

import io.nullscope.checkpoints.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The forms in which a model folder holds its weights, in order of preference: that of the
 * transformers library.
 */
public enum WeightFormat {
  SAFETENSORS("model.safetensors", false),
  SHARDED_SAFETENSORS("model.safetensors.index.json", true),
  TORCH("pytorch_model.bin", false),
  SHARDED_TORCH("pytorch_model.bin.index.json", true);

  private final String file;
  private final boolean sharded;

  WeightFormat(String file, boolean sharded) {
    this.file = file;
    this.sharded = sharded;
  }

  /** The file that shows the form: the weights, or the index of their shards. */
  public String file() {
    return file;
  }

  /** True when {@link #file} is an index that names the files with the weights. */
  public boolean isSharded() {
    return sharded;
  }

  /** The preferred form among those whose file is there. */
  public static Optional<WeightFormat> preferred(Predicate<String> isThere) {
    return Arrays.stream(values()).filter(format -> isThere.test(format.file)).findFirst();
  }

  /** The four file names, for messages. */
  public static String names() {
    return String.join(", ", Arrays.stream(values()).map(WeightFormat::file).toList());
  }

  /**
   * The files that a checkpoint of this form has beside {@link #file}.
   *
   * @param folder where {@link #file} lies
   * @throws InvalidCheckpointException when the index is malformed
   */
  public List<String> shards(Path folder) throws IOException {
    return sharded ? ShardIndex.read(folder.resolve(file)).shards() : List.of();
  }

  /**
   * Opens the weights in a folder.
   *
   * @throws InvalidCheckpointException when they are malformed or a shard is missing
   * @throws io.nullscope.artifacts.safetensors.MalformedSafetensorsException when a safetensors
   *     file is malformed
   */
  public Weights open(Path folder) throws IOException {
    Path path = folder.resolve(file);
    return switch (this) {
      case SAFETENSORS -> SafetensorsFile.open(path);
      case TORCH -> TorchFile.open(path);
      case SHARDED_SAFETENSORS -> ShardedWeights.open(path, SafetensorsFile::open);
      case SHARDED_TORCH -> ShardedWeights.open(path, TorchFile::open);
    };
  }
}
