package io.nullscope.transformer;

import io.nullscope.artifacts.safetensors.SafetensorsHeader;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tensors that a model must have, and the check of a checkpoint against them. */
public final class TensorInventory {

  /**
   * Buffers that old checkpoints carry: causal masks and rotary frequencies, which are computed
   * here.
   */
  private static final Pattern LEGACY_BUFFER =
      Pattern.compile(
          "gpt_neox\\.layers\\.\\d+\\.attention\\.(bias|masked_bias|rotary_emb\\.inv_freq)"
              + "|model\\.layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq");

  private static final int LISTED = 12;

  private final TransformerConfig config;
  private final List<ParameterSpec> parameters;

  private TensorInventory(TransformerConfig config) {
    this.config = config;
    this.parameters = config.parameters();
  }

  public static TensorInventory of(TransformerConfig config) {
    return new TensorInventory(config);
  }

  /** Every tensor in the family's parameter order, under its usual name. */
  public List<ParameterSpec> parameters() {
    return parameters;
  }

  /** True for buffers of old checkpoints that are neither needed nor stored. */
  public static boolean isLegacyBuffer(String name) {
    return LEGACY_BUFFER.matcher(name).matches();
  }

  /**
   * Checks the header of a checkpoint that is one file.
   *
   * @param source what to call the checkpoint in messages
   * @return what to read, see {@link #match(Map, String)}
   * @throws InvalidModelException as {@link #match(Map, String)}, and when a tensor is not of a
   *     floating-point type
   */
  public List<ParameterSpec> match(SafetensorsHeader header, String source) {
    return matchTensors(
        header.tensors().values().stream()
            .map(tensor -> new TensorSpec(tensor.name(), tensor.dtype(), tensor.shape()))
            .toList(),
        source);
  }

  /**
   * Checks names, shapes and types of a checkpoint, whatever its files are.
   *
   * @param tensors over all files of the checkpoint
   * @param source what to call the checkpoint in messages
   * @return what to read, see {@link #match(Map, String)}
   * @throws InvalidModelException as {@link #match(Map, String)}, and when a tensor is not of a
   *     floating-point type
   */
  public List<ParameterSpec> matchTensors(Collection<TensorSpec> tensors, String source) {
    Map<String, TensorSpec> byName = new TreeMap<>();
    Map<String, long[]> shapes = new TreeMap<>();
    for (TensorSpec tensor : tensors) {
      byName.put(tensor.name(), tensor);
      shapes.put(tensor.name(), tensor.shape());
    }
    List<ParameterSpec> matched = match(shapes, source);
    List<String> otherTypes =
        matched.stream()
            .map(parameter -> byName.get(parameter.name()))
            .filter(tensor -> !tensor.dtype().isFloatingPoint())
            .map(TensorInventory::withType)
            .toList();
    if (!otherTypes.isEmpty()) {
      throw new InvalidModelException(
          "%s holds weights that are not of a floating-point type: %s"
              .formatted(source, list(otherTypes)));
    }
    return matched;
  }

  /**
   * Checks the shapes of a checkpoint.
   *
   * @param shapes shape by tensor name, over all files of the checkpoint
   * @param source what to call the checkpoint in messages
   * @return the tensors to read, in parameter order, under the names that the checkpoint uses.
   *     Where embeddings are tied, a checkpoint may store them as the embedding or as the
   *     unembedding; with both, the embedding counts
   * @throws InvalidModelException when tensors are missing, unexpected or of another shape; one
   *     message lists them all
   */
  public List<ParameterSpec> match(Map<String, long[]> shapes, String source) {
    List<ParameterSpec> present = new ArrayList<>(parameters.size());
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> unexpected = new TreeSet<>(shapes.keySet());
    unexpected.removeIf(TensorInventory::isLegacyBuffer);
    for (ParameterSpec parameter : parameters) {
      ParameterSpec stored = asStored(parameter, shapes.keySet());
      unexpected.remove(stored.name());
      long[] shape = shapes.get(stored.name());
      if (shape == null) {
        missing.add(stored.name());
      } else if (!Arrays.equals(shape, stored.shape())) {
        misshapen.add(
            "%s has %s, expected %s"
                .formatted(stored.name(), Arrays.toString(shape), Arrays.toString(stored.shape())));
      } else {
        present.add(stored);
      }
    }
    if (hasTiedEmbeddings()) {
      unexpected.remove(LlamaConfig.UNEMBEDDING);
    }
    requireNone(source, missing, List.copyOf(unexpected), misshapen);
    return List.copyOf(present);
  }

  private boolean hasTiedEmbeddings() {
    return config instanceof LlamaConfig llama && llama.tiedEmbeddings();
  }

  private ParameterSpec asStored(ParameterSpec parameter, Set<String> names) {
    boolean storedAsUnembedding =
        hasTiedEmbeddings()
            && parameter.role() == TensorRole.EMBEDDING
            && !names.contains(parameter.name())
            && names.contains(LlamaConfig.UNEMBEDDING);
    return storedAsUnembedding ? parameter.named(LlamaConfig.UNEMBEDDING) : parameter;
  }

  private void requireNone(
      String source, List<String> missing, List<String> unexpected, List<String> misshapen) {
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("missing: " + list(missing));
    }
    if (!unexpected.isEmpty()) {
      problems.add("unexpected: " + list(unexpected));
    }
    if (!misshapen.isEmpty()) {
      problems.add("of another shape: " + list(misshapen));
    }
    if (!problems.isEmpty()) {
      throw new InvalidModelException(
          "%s does not hold the %d tensors of a %s model with %d layers as its config.json describes it; %s"
              .formatted(
                  source,
                  parameters.size(),
                  config.family(),
                  config.layers(),
                  String.join("; ", problems)));
    }
  }

  private static String list(List<String> names) {
    String shown = names.stream().limit(LISTED).collect(Collectors.joining(", "));
    return names.size() <= LISTED ? shown : shown + " and " + (names.size() - LISTED) + " more";
  }

  private static String withType(TensorSpec tensor) {
    return tensor.name() + " is " + tensor.dtype();
  }
}
