package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.artifacts.Digest;
import io.nullscope.checkpoints.ModelFile;
import io.nullscope.checkpoints.Weights;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.transformer.Initialization;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.corpus.DocumentStart;
import io.nullscope.transformer.corpus.Vocabulary;
import io.nullscope.variant.application.Checkpoint;
import io.nullscope.variant.domain.AttentionHeads;
import io.nullscope.variant.domain.Axis;
import io.nullscope.variant.domain.Layout;
import io.nullscope.variant.domain.TensorRole;
import io.nullscope.variant.domain.TensorTraits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One model folder, with its weights open. */
final class HuggingFaceCheckpoint implements Checkpoint {

  private static final int LISTED = 10;

  private final Path folder;
  private final byte[] configJson;
  private final TransformerConfig config;
  private final Weights weights;
  private final Map<String, Object> origin;
  private final FileStamps stamps;
  private final List<Path> files;
  private final Vocabulary vocabulary;
  private final List<Tensor> tensors;
  private Map<String, Digest> digests; // when first asked for: every byte is read for them

  HuggingFaceCheckpoint(
      Path folder,
      byte[] configJson,
      TransformerConfig config,
      Vocabulary vocabulary,
      Weights weights,
      List<ParameterSpec> parameters,
      Map<String, Object> origin,
      FileStamps stamps) {
    this.folder = folder;
    this.configJson = configJson;
    this.config = config;
    this.vocabulary = vocabulary;
    this.weights = weights;
    this.origin = Map.copyOf(origin);
    this.stamps = stamps;
    this.files = files(folder, weights);
    this.tensors = parameters.stream().map(this::tensor).toList();
  }

  private Tensor tensor(ParameterSpec parameter) {
    TensorTraits traits =
        new TensorTraits(
            role(parameter),
            parameter.depth(),
            Initialization.mean(parameter),
            Initialization.standardDeviation(config, parameter),
            layout(parameter));
    return new Tensor(
        parameter.name(),
        weights.tensors().get(parameter.name()).dtype(),
        Arrays.stream(parameter.shape()).boxed().toList(),
        traits);
  }

  private static Layout layout(ParameterSpec parameter) {
    long[] shape = parameter.shape();
    return new Layout(
        Math.toIntExact(shape[0]),
        shape.length == 1 ? 1 : Math.toIntExact(shape[1]),
        axis(parameter.outputAxis()),
        parameter
            .heads()
            .map(
                heads ->
                    new AttentionHeads(
                        axis(heads.axis()), heads.width(), heads.matrices(), heads.run())));
  }

  private static Axis axis(int number) {
    return number == 0 ? Axis.ROWS : Axis.COLUMNS;
  }

  private static TensorRole role(ParameterSpec parameter) {
    return switch (parameter.role()) {
      case EMBEDDING, POSITION_EMBEDDING -> TensorRole.EMBEDDING;
      case UNEMBEDDING -> TensorRole.UNEMBEDDING;
      case NORM_GAIN, NORM_BIAS -> TensorRole.NORM;
      case WEIGHT -> TensorRole.WEIGHT;
      case BIAS -> TensorRole.BIAS;
    };
  }

  /**
   * SHA-256 of every file that is read, by name, in the order of the listing that is the identity.
   */
  private Map<String, Digest> digests() {
    if (digests == null) {
      Map<String, Digest> read = new LinkedHashMap<>();
      for (Path file : files) {
        try {
          read.put(file.getFileName().toString(), Digest.of(file));
        } catch (IOException e) {
          throw unreadable(e);
        }
      }
      digests = read;
    }
    return digests;
  }

  private static List<Path> files(Path folder, Weights weights) {
    List<Path> files = new ArrayList<>();
    files.add(folder.resolve(HuggingFaceCheckpoints.CONFIG));
    files.add(folder.resolve(HuggingFaceCheckpoints.TOKENIZER));
    files.addAll(weights.files());
    return files;
  }

  @Override
  public Digest digest() {
    StringBuilder listing = new StringBuilder();
    digests()
        .forEach((name, digest) -> listing.append(name).append(' ').append(digest).append('\n'));
    return Digest.of(listing.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Map<String, Object> provenance() {
    Map<String, Object> files = new LinkedHashMap<>();
    digests().forEach((name, digest) -> files.put(name, digest.hex()));
    Map<String, Object> provenance = new LinkedHashMap<>(origin);
    provenance.put("files", files);
    if (!weights.notes().isEmpty()) {
      provenance.put("notes", weights.notes());
    }
    return provenance;
  }

  @Override
  public ModelShape shape() {
    return new ModelShape(
        config.family(),
        config.layers(),
        config.width(),
        config.vocabularySize(),
        config.maxContext());
  }

  @Override
  public DocumentStart documentStart(StartTokenSpec setting) {
    return DocumentStart.of(setting, vocabulary, config);
  }

  @Override
  public List<String> notices() {
    List<String> unknown =
        TransformerConfig.unknownFields(configJson, HuggingFaceCheckpoints.CONFIG);
    List<String> notices = new ArrayList<>();
    if (!unknown.isEmpty()) {
      notices.add(
          "config.json has fields that mean nothing to a model of the family %s and were not looked at: %s; if the program that made the model computes differently because of one, the numbers are not those of that model"
              .formatted(config.family(), listed(unknown)));
    }
    notices.addAll(weights.notes());
    return notices;
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), LISTED)));
    return names.size() <= LISTED ? first : first + " and %d more".formatted(names.size() - LISTED);
  }

  @Override
  public byte[] config() {
    return configJson.clone();
  }

  @Override
  public byte[] tokenizer() {
    try {
      return ModelFile.read(folder.resolve(HuggingFaceCheckpoints.TOKENIZER), Vocabulary.MAX_BYTES);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public ByteBuffer bytes(Tensor tensor, long firstEntry, int entries) {
    try {
      return weights.read(tensor.name(), firstEntry, entries);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void requireUnchanged() {
    try {
      Optional<Path> changed = stamps.changed(files);
      if (changed.isPresent()) {
        throw new RejectedException(
            "MODEL_CHANGED",
            changed.get()
                + " changed while the model was read; run the study again, and leave the folder alone until it has ended");
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UncheckedIOException unreadable(IOException cause) {
    return new UncheckedIOException("reading the model in " + folder, cause);
  }

  @Override
  public void close() {
    try {
      weights.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
