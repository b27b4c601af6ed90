package io.nullscope.transformer;

import io.nullscope.artifacts.safetensors.SafetensorsHeader;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
              + "|(transformer\\.)?h\\.\\d+\\.attn\\.(bias|masked_bias)"
              + "|model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

  private static final int LISTED = 12;

  private final TransformerConfig config;
  private final Family family;
  private final List<ParameterSpec> parameters;

  private TensorInventory(TransformerConfig config) {
    this.config = config;
    this.family = Family.of(config);
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
   * @return the tensors to read, in parameter order, under the names that the checkpoint uses. The
   *     prefix of the names may be absent (all of "h.0.ln_1.weight" for
   *     "transformer.h.0.ln_1.weight"). Where embeddings are tied, a checkpoint may store them as
   *     the embedding or as the unembedding; with both, the embedding counts
   * @throws InvalidModelException when tensors are missing, unexpected or of another shape; one
   *     message lists them all
   */
  public List<ParameterSpec> match(Map<String, long[]> shapes, String source) {
    List<ParameterSpec> present = new ArrayList<>(parameters.size());
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> unexpected = new TreeSet<>(shapes.keySet());
    unexpected.removeIf(TensorInventory::isLegacyBuffer);
    boolean bare = lacksPrefix(shapes.keySet());
    for (ParameterSpec parameter : parameters) {
      ParameterSpec stored = asStored(parameter, bare, shapes.keySet());
      unexpected.remove(stored.name());
      long[] shape = shapes.get(stored.name());
      if (shape == null) {
        missing.add(stored.name());
      } else if (!Arrays.equals(shape, stored.shape())) {
        misshapen.add(otherShape(stored, shape));
      } else {
        present.add(stored);
      }
    }
    if (config.tiedEmbeddings() && unexpected.remove(family.unembedding())) {
      // A second copy of the embedding, which is not read.
      ParameterSpec copy = parameters.get(0).named(family.unembedding());
      long[] shape = shapes.get(copy.name());
      if (!Arrays.equals(shape, copy.shape())) {
        misshapen.add(otherShape(copy, shape));
      }
    }
    requireNone(source, missing, List.copyOf(unexpected), misshapen);
    return List.copyOf(present);
  }

  /**
   * Names of the two matrices that are one by the configuration.
   *
   * @param embedding the one that {@link #match} reads
   */
  public record TiedNames(String embedding, String unembedding) {}

  /**
   * Present when embeddings are tied and a checkpoint with these tensors holds both all the same.
   */
  public Optional<TiedNames> tiedPair(Set<String> names) {
    String embedding = asStored(parameters.get(0), lacksPrefix(names), names).name();
    return config.tiedEmbeddings()
            && names.contains(embedding)
            && names.contains(family.unembedding())
            && !embedding.equals(family.unembedding())
        ? Optional.of(new TiedNames(embedding, family.unembedding()))
        : Optional.empty();
  }

  private static String otherShape(ParameterSpec expected, long[] found) {
    return "%s has %s, expected %s"
        .formatted(expected.name(), Arrays.toString(found), Arrays.toString(expected.shape()));
  }

  private ParameterSpec asStored(ParameterSpec parameter, boolean bare, Set<String> names) {
    ParameterSpec usual =
        bare && parameter.name().startsWith(family.prefix())
            ? parameter.named(parameter.name().substring(family.prefix().length()))
            : parameter;
    boolean storedAsUnembedding =
        config.tiedEmbeddings()
            && parameter.role() == TensorRole.EMBEDDING
            && !names.contains(usual.name())
            && names.contains(family.unembedding());
    return storedAsUnembedding ? parameter.named(family.unembedding()) : usual;
  }

  private boolean lacksPrefix(Set<String> names) {
    String embedding = parameters.get(0).name().substring(family.prefix().length());
    return names.contains(embedding)
        && names.stream().noneMatch(name -> name.startsWith(family.prefix()));
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
