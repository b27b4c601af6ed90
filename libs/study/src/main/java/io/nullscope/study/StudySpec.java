package io.nullscope.study;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A study, complete: every default is filled in. Made by {@link StudySpecReader}; its text forms
 * read back to an equal value.
 *
 * @param seed root of every random stream of the study
 * @param positions positions of the windows that do not count, for all variants
 * @param variantSeeds seeds of the variants that are drawn
 * @param saes the SAE configurations, with distinct names
 * @param probes interventions on single latents
 */
public record StudySpec(
    String name,
    long seed,
    ModelSpec model,
    CorpusSpec corpus,
    PositionsSpec positions,
    RerandomizationSpec rerandomization,
    List<VariantKind> variants,
    List<Long> variantSeeds,
    HookPointSelection hookPoints,
    ActivationsSpec activations,
    List<SaeSpec> saes,
    AutointerpSpec autointerp,
    ProbesSpec probes,
    StatisticsSpec statistics) {
  /**
   * Version of the settings, which facts carry beside them. A study that uses a setting, or a value
   * of one, which changes what is computed and did not exist before, has a higher version than
   * studies that do not; readers refuse versions above their own.
   */
  public static final int VERSION = 1;

  /**
   * Draws of a study that does not say: what verdicts need (docs/verdicts.md, power). Versions
   * before made one.
   */
  static final List<Long> FIVE_DRAWS = List.of(0L, 1L, 2L, 3L, 4L);

  public StudySpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(corpus, "corpus");
    Objects.requireNonNull(positions, "positions");
    Objects.requireNonNull(rerandomization, "rerandomization");
    Objects.requireNonNull(hookPoints, "hookPoints");
    Objects.requireNonNull(activations, "activations");
    Objects.requireNonNull(autointerp, "autointerp");
    Objects.requireNonNull(probes, "probes");
    Objects.requireNonNull(statistics, "statistics");
    Require.atLeast(0, seed, "seed");
    variants = Require.distinct(variants, "variants");
    variantSeeds = Require.distinct(variantSeeds, "variantSeeds");
    variantSeeds.forEach(value -> Require.atLeast(0, value, "variantSeeds"));
    saes = List.copyOf(saes);
    Require.distinct(saes.stream().map(SaeSpec::name).toList(), "sae");
    List<String> trained = saes.stream().filter(sae -> !sae.isNull()).map(SaeSpec::name).toList();
    for (SaeSpec sae : saes) {
      if (!sae.nullOf().map(trained::contains).orElse(true)) {
        throw new IllegalArgumentException(
            "sae.nullOf of " + sae.name() + " names no trained configuration");
      }
    }
  }

  /**
   * The study as maps, lists, strings, {@link Long}s, {@link Double}s and {@link Boolean}s, with
   * the keys of a study file in their usual order.
   */
  public Map<String, Object> toTree() {
    return SpecTree.of(this);
  }

  /** SHA-256 of the canonical JSON of {@link #toTree()}, in 64 hexadecimal digits. */
  public String hash() {
    return Sha256.hex(CanonicalJson.write(toTree()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The hashes that earlier versions gave a study of the same text, which had settings less: the
   * text meant something else then, where a default of today changes what is computed. Empty when
   * the study sets what they did not have.
   */
  public List<String> earlierHashes() {
    return SpecTree.earlier(this).stream()
        .map(tree -> Sha256.hex(CanonicalJson.write(tree).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** The study as a YAML file with nothing left to defaults (study.lock.yaml). */
  public String toYaml() {
    return SpecYamlWriter.write(toTree());
  }

  /** The same study of another model. */
  public StudySpec withModel(ModelSpec other) {
    return new StudySpec(
        name,
        seed,
        other,
        corpus,
        positions,
        rerandomization,
        variants,
        variantSeeds,
        hookPoints,
        activations,
        saes,
        autointerp,
        probes,
        statistics);
  }

  /** Every variant to make, in the order of the study. */
  public List<VariantKey> variantKeys() {
    return variants.stream()
        .flatMap(
            kind ->
                (drawn(kind) ? variantSeeds : List.of(0L))
                    .stream().map(value -> new VariantKey(kind, value)))
        .toList();
  }

  /**
   * The SAE configuration with this name.
   *
   * @throws StudyMismatchException UNKNOWN_SAE when the study has none
   */
  public SaeSpec sae(String name) {
    return saes.stream()
        .filter(sae -> sae.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StudyMismatchException(
                    "UNKNOWN_SAE",
                    SaeSchema.KEY,
                    "the study has no configuration '%s'".formatted(name),
                    "it has " + saes.stream().map(SaeSpec::name).toList()));
  }

  /** Every SAE of one variant at one hook point, in the order of configurations and seeds. */
  public List<CellKey> cells(VariantKey variant, HookPoint hookPoint) {
    return saes.stream()
        .flatMap(
            sae ->
                sae.seeds().stream()
                    .map(saeSeed -> new CellKey(variant, hookPoint, sae.name(), saeSeed)))
        .toList();
  }

  /** The number of steps on a model with so many of the study's hook points. */
  long steps(int hookPoints) {
    long made = variants.stream().mapToLong(kind -> drawn(kind) ? variantSeeds.size() : 1).sum();
    long trained = saes.stream().mapToLong(sae -> sae.seeds().size()).sum();
    long perVariant = Arrays.stream(StepKind.values()).filter(kind -> !kind.perCell()).count();
    long perCell = StepKind.values().length - perVariant;
    return made * (perVariant + perCell * hookPoints * trained);
  }

  /** Whether a variant of this kind is one draw among others; otherwise it is one fixed model. */
  public boolean drawn(VariantKind kind) {
    return switch (kind.treatment()) {
      case TRAINED -> false;
      case STEP0 -> !model.hasStep0Checkpoint();
      case RERANDOMIZED_INCL_EMBEDDINGS,
          RERANDOMIZED_EXCL_EMBEDDINGS,
          CONTROL,
          PERMUTED,
          SPECTRUM,
          CASCADING_TOP,
          CASCADING_BOTTOM,
          TOKEN_SHUFFLED ->
          true;
    };
  }
}
