package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.checkpoints.HubModel;
import io.nullscope.checkpoints.ModelFile;
import io.nullscope.checkpoints.WeightFormat;
import io.nullscope.checkpoints.Weights;
import io.nullscope.demo.DemoAssets;
import io.nullscope.hub.Hub;
import io.nullscope.hub.Repository;
import io.nullscope.messaging.RejectedException;
import io.nullscope.service.SourceRoots;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorInventory;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.corpus.Vocabulary;
import io.nullscope.variant.application.Checkpoint;
import io.nullscope.variant.application.CheckpointSource;
import io.nullscope.variant.application.ModelLocation;
import io.nullscope.variant.application.RevisionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens models in Hugging Face layout (config.json, tokenizer.json and weights in one folder): a
 * local folder, a repository of the Hub, or the bundled demo model.
 */
public final class HuggingFaceCheckpoints implements CheckpointSource, RevisionSource {

  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";

  private static final String FILE = "file:";

  private final DemoAssets demo;
  private final Optional<Hub> hub;
  private final SourceRoots roots;

  /** Opens local and bundled models; those of the Hub are refused. */
  public HuggingFaceCheckpoints(DemoAssets demo) {
    this(demo, Optional.empty(), SourceRoots.anywhere());
  }

  /**
   * Opens models of all kinds.
   *
   * @param roots where local models may lie
   */
  public HuggingFaceCheckpoints(DemoAssets demo, Hub hub, SourceRoots roots) {
    this(demo, Optional.of(hub), roots);
  }

  private HuggingFaceCheckpoints(DemoAssets demo, Optional<Hub> hub, SourceRoots roots) {
    this.demo = demo;
    this.hub = hub;
    this.roots = roots;
  }

  @Override
  public Optional<String> commit(ModelLocation location) {
    return repository(location)
        .map(repository -> reachable(location).commit(repository, location.revision()));
  }

  @Override
  public Checkpoint open(ModelLocation location) {
    try {
      Optional<Repository> repository = repository(location);
      return repository.isPresent()
          ? download(location, repository.get())
          : open(location, folder(location), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model " + location.source(), e);
    }
  }

  private Checkpoint download(ModelLocation location, Repository repository) throws IOException {
    Hub source = reachable(location);
    String commit = source.commit(repository, location.revision());
    Path folder = new HubModel(source).fetch(repository, commit, List.of(CONFIG, TOKENIZER));
    return open(location, folder, Map.of("repository", repository.id(), "commit", commit));
  }

  private Checkpoint open(ModelLocation location, Path folder, Map<String, Object> origin)
      throws IOException {
    requireFile(location, folder, CONFIG);
    requireFile(location, folder, TOKENIZER);
    WeightFormat format =
        WeightFormat.preferred(name -> Files.isRegularFile(folder.resolve(name)))
            .orElseThrow(() -> missing(location, folder, WeightFormat.SAFETENSORS.file()));
    FileStamps stamps = FileStamps.of(folder); // before the first file is read
    byte[] configJson = ModelFile.read(folder.resolve(CONFIG), TransformerConfig.MAX_BYTES);
    TransformerConfig config =
        TransformerConfig.parse(configJson, folder.resolve(CONFIG).toString());
    // Used by activation-service; a tokenizer that is none has to fail before any work is done.
    Vocabulary vocabulary =
        Vocabulary.parse(
            ModelFile.read(folder.resolve(TOKENIZER), Vocabulary.MAX_BYTES),
            folder.resolve(TOKENIZER).toString());
    Weights weights = format.open(folder);
    try {
      List<ParameterSpec> parameters =
          TensorInventory.of(config).matchTensors(weights.tensors().values(), weights.name());
      TiedPair.of(config, weights).ifPresent(TiedPair::requireEqual);
      return new HuggingFaceCheckpoint(
          folder, configJson, config, vocabulary, weights, parameters, origin, stamps);
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static void requireFile(ModelLocation location, Path folder, String name) {
    if (!Files.isRegularFile(folder.resolve(name))) {
      throw missing(location, folder, name);
    }
  }

  private static RejectedException missing(ModelLocation location, Path folder, String name) {
    return new RejectedException(
        "MODEL_FILE_MISSING",
        "%s: %s is missing; a model folder needs %s, %s and %s (or instead of the last one of %s)"
            .formatted(
                location.setting(),
                folder.resolve(name),
                CONFIG,
                TOKENIZER,
                WeightFormat.SAFETENSORS.file(),
                WeightFormat.names()));
  }

  private Hub reachable(ModelLocation location) {
    return hub.orElseThrow(() -> unsupported(location));
  }

  private static Optional<Repository> repository(ModelLocation location) {
    try {
      return Repository.ofSource(location.source());
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          "UNSUPPORTED_SOURCE",
          "%s: %s; write hf:OWNER/NAME".formatted(location.setting(), e.getMessage()),
          e);
    }
  }

  private Path folder(ModelLocation location) {
    String source = location.source();
    if (source.equals(DemoAssets.SOURCE)) {
      return demo.model(location.revision());
    }
    if (!source.startsWith(FILE)) {
      throw unsupported(location);
    }
    Path folder = roots.requireFolder(location.setting(), Path.of(source.substring(FILE.length())));
    if (!Files.isDirectory(folder)) {
      throw new RejectedException(
          "MODEL_FILE_MISSING",
          location.setting() + ": " + folder + " is not a folder that variant-service can read");
    }
    return folder;
  }

  private static RejectedException unsupported(ModelLocation location) {
    return new RejectedException(
        "UNSUPPORTED_SOURCE",
        location.setting()
            + ": \""
            + location.source()
            + "\" is not supported; use file:DIR, hf:OWNER/NAME or demo");
  }
}
