package io.nullscope.study;

import io.nullscope.study.ArchitectureSpec.KSparse;
import io.nullscope.study.ArchitectureSpec.Penalised;
import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The SAE configurations of a study: one map, or a list of them. */
final class SaeSchema {
  static final String KEY = "sae";

  private static final Set<String> K_SPARSE =
      Set.of(
          ArchitectureSpec.TopK.ID, ArchitectureSpec.BatchTopK.ID, ArchitectureSpec.Matryoshka.ID);
  private static final Set<String> PENALISED =
      Set.of(ArchitectureSpec.JumpRelu.ID, ArchitectureSpec.Gated.ID, ArchitectureSpec.Relu.ID);

  /** The options that only some architectures have. */
  private static final Map<String, Set<String>> OPTIONS = options();

  private final SpecProblems problems;

  SaeSchema(SpecProblems problems) {
    this.problems = problems;
  }

  private static Map<String, Set<String>> options() {
    Map<String, Set<String>> options = new LinkedHashMap<>();
    options.put("k", K_SPARSE);
    options.put("auxK", K_SPARSE);
    options.put("multiTopK", Set.of(ArchitectureSpec.TopK.ID, ArchitectureSpec.BatchTopK.ID));
    options.put("prefixes", Set.of(ArchitectureSpec.Matryoshka.ID));
    options.put("l0Coefficient", Set.of(ArchitectureSpec.JumpRelu.ID));
    options.put("bandwidth", Set.of(ArchitectureSpec.JumpRelu.ID));
    options.put("l1Coefficient", Set.of(ArchitectureSpec.Gated.ID, ArchitectureSpec.Relu.ID));
    options.put("sparsityWarmupFraction", PENALISED);
    return options;
  }

  /** The configurations, with distinct names, each null with what it is a null of. */
  List<SaeSpec> read(SpecSection root) {
    List<SpecSection> sections =
        root.sections(KEY, "write the settings of an SAE, or a list with some for each");
    List<Draft> drafts = new ArrayList<>();
    for (SpecSection section : sections) {
      drafts.add(draft(section, drafts));
    }
    return new SaeNullSchema(drafts, problems).resolve();
  }

  /** The name of a configuration that has not been read. */
  static String nameOf(Mapping configuration) {
    for (String key : List.of("name", "architecture")) {
      Entry entry = configuration.entries().get(key);
      if (entry != null && entry.value() instanceof Scalar scalar) {
        return scalar.text();
      }
    }
    return ArchitectureSpec.TopK.ID;
  }

  /** A configuration before what it is a null of is known; a null counts as not frozen. */
  record Draft(SpecSection section, SaeSpec spec, Frozen frozen, Optional<String> nullOf) {}

  private Draft draft(SpecSection section, List<Draft> before) {
    Optional<String> given = section.text("name");
    Settings preset =
        section.choice("preset", Settings.DEFAULT, Map.of(Settings.PAPER_ID, Settings.PAPER));
    String id =
        section.choice(
            "architecture",
            ArchitectureSpec.TopK.ID,
            SpecSection.words(architectures(), word -> word));
    OptionalInt latents = optionalCount(section, "latents", SpecLimits.LATENTS);
    OptionalInt expansion = expansion(section, latents);
    ArchitectureSpec architecture = architecture(section, id, latents);
    Frozen frozen =
        section.choice(
            "frozen", Frozen.NONE, SpecSection.words(List.of(Frozen.values()), Frozen::id));
    SaeSpec spec =
        new SaeSpec(
            name(section, given, id, before),
            architecture,
            latents,
            expansion,
            Frozen.NONE,
            Optional.empty(),
            section.choice(
                "decoderBias",
                preset.decoderBias(),
                SpecSection.words(List.of(DecoderBias.values()), DecoderBias::id)),
            section.choice(
                "precision",
                Precision.AUTO,
                SpecSection.words(List.of(Precision.values()), Precision::id)),
            section.seeds("seeds", List.of(0L)),
            new TrainingSchema(section.section("training"), problems).read(preset.training()));
    return new Draft(section, spec, frozen, section.text("nullOf"));
  }

  /** A name, distinct from those before. */
  private String name(
      SpecSection section, Optional<String> given, String fallback, List<Draft> before) {
    String name = given.orElse(fallback);
    if (!SaeSpec.isName(name)) {
      section.error(
          "name",
          "'" + name + "' is not a name of a configuration",
          "use lower-case letters, digits and hyphens, at most "
              + SaeSpec.MAX_NAME
              + ", e.g. topk-32");
      name = fallback;
    }
    List<String> taken = before.stream().map(draft -> draft.spec().name()).toList();
    if (!taken.contains(name)) {
      return name;
    }
    boolean bothReadable =
        problems.clean(section.path("name"))
            && before.stream().allMatch(draft -> problems.clean(draft.section().path("name")));
    if (bothReadable) {
      section.error(
          "name",
          given.isPresent()
              ? "'" + name + "' is the name of another configuration"
              : "is missing, and another configuration is called '" + name + "' already",
          "give each configuration a name of its own");
    }
    int number = before.size();
    while (taken.contains(fallback + "-" + number)) {
      number++;
    }
    return fallback + "-" + number;
  }

  private OptionalInt expansion(SpecSection section, OptionalInt latents) {
    OptionalInt expansion = optionalCount(section, "expansion", SpecLimits.EXPANSION);
    if (latents.isPresent() && expansion.isPresent()) {
      section.error(
          "expansion",
          section.path("latents") + " and " + section.path("expansion") + " are both given",
          "keep one of the two");
      return OptionalInt.empty();
    }
    return latents.isEmpty() && expansion.isEmpty()
        ? OptionalInt.of(SaeSpec.DEFAULT_EXPANSION)
        : expansion;
  }

  private static OptionalInt optionalCount(SpecSection section, String key, int max) {
    return section.has(key)
        ? OptionalInt.of(section.count(key, 1, max, "set a whole number from 1"))
        : OptionalInt.empty();
  }

  private ArchitectureSpec architecture(SpecSection section, String id, OptionalInt latents) {
    refuseOptionsOfOthers(section, id);
    return switch (id) {
      case ArchitectureSpec.BatchTopK.ID ->
          new ArchitectureSpec.BatchTopK(
              k(section, latents), auxK(section), section.flag("multiTopK", false));
      case ArchitectureSpec.Matryoshka.ID ->
          new ArchitectureSpec.Matryoshka(
              k(section, latents), prefixes(section, latents), auxK(section));
      case ArchitectureSpec.JumpRelu.ID ->
          new ArchitectureSpec.JumpRelu(
              coefficient(section, "l0Coefficient", ArchitectureSpec.JumpRelu.DEFAULT_L0),
              section
                  .positive(
                      "bandwidth", SpecLimits.WEIGHT, "set the width of the kernel, e.g. 0.001")
                  .orElse(ArchitectureSpec.JumpRelu.DEFAULT_BANDWIDTH),
              sparsityWarmup(section));
      case ArchitectureSpec.Gated.ID ->
          new ArchitectureSpec.Gated(
              coefficient(section, "l1Coefficient", Penalised.DEFAULT_L1), sparsityWarmup(section));
      case ArchitectureSpec.Relu.ID ->
          new ArchitectureSpec.Relu(
              coefficient(section, "l1Coefficient", Penalised.DEFAULT_L1), sparsityWarmup(section));
      default ->
          new ArchitectureSpec.TopK(
              k(section, latents), auxK(section), section.flag("multiTopK", false));
    };
  }

  /** When the architecture itself is wrong, nobody knows which options it would have. */
  private void refuseOptionsOfOthers(SpecSection section, String id) {
    boolean known = problems.clean(section.path("architecture"));
    OPTIONS.forEach(
        (option, architectures) -> {
          if (section.has(option) && !architectures.contains(id)) {
            section.ignoreBelow(option);
            if (known) {
              section.error(
                  option,
                  "does not apply to architecture " + id,
                  "remove it, or set architecture: "
                      + String.join(
                          " or ",
                          architectures().stream().filter(architectures::contains).toList()));
            }
          }
        });
  }

  private int k(SpecSection section, OptionalInt latents) {
    int k =
        section.count(
            "k",
            KSparse.DEFAULT_K,
            SpecLimits.ACTIVE_LATENTS,
            "set the number of active latents, e.g. 32");
    if (latents.isEmpty() || k <= latents.getAsInt()) {
      return k;
    }
    if (problems.clean(section.path("latents"), section.path("k"))) {
      section.error(
          "k",
          "is " + k + ", more than the " + latents.getAsInt() + " latents",
          "lower " + section.path("k") + " or raise " + section.path("latents"));
    }
    return latents.getAsInt();
  }

  private static AuxKSpec auxK(SpecSection section) {
    SpecSection auxK = section.section("auxK");
    return new AuxKSpec(
        auxK.number(
                "alpha",
                value -> value >= 0 && value <= SpecLimits.WEIGHT,
                "from 0 to " + CanonicalJson.number(SpecLimits.WEIGHT),
                "set the weight of the auxiliary loss, e.g. 0.03125, or 0 for none")
            .orElse(AuxKSpec.OFF.alpha()),
        optionalCount(auxK, "k", SpecLimits.LATENTS));
  }

  private List<Integer> prefixes(SpecSection section, OptionalInt latents) {
    String key = "prefixes";
    String fix = "list numbers of latents in brackets, ascending, e.g. [512, 1024, 2048]";
    List<Integer> prefixes = section.counts(key, SpecLimits.LATENTS, fix);
    for (int i = 1; i < prefixes.size(); i++) {
      if (prefixes.get(i) <= prefixes.get(i - 1)) {
        if (problems.clean(section.path(key))) {
          section.error(
              key, "do not ascend: " + prefixes.get(i) + " follows " + prefixes.get(i - 1), fix);
        }
        return List.of();
      }
    }
    if (!prefixes.isEmpty()
        && latents.isPresent()
        && prefixes.get(prefixes.size() - 1) != latents.getAsInt()
        && problems.clean(section.path(key), section.path("latents"))) {
      section.error(
          key,
          "end with "
              + prefixes.get(prefixes.size() - 1)
              + ", but there are "
              + latents.getAsInt()
              + " latents",
          "let the last prefix be " + latents.getAsInt());
    }
    return prefixes;
  }

  private static double coefficient(SpecSection section, String key, double fallback) {
    return section
        .positive(
            key,
            SpecLimits.WEIGHT,
            "set the weight of sparsity in the loss; larger means fewer active latents")
        .orElse(fallback);
  }

  private static double sparsityWarmup(SpecSection section) {
    return section
        .fraction("sparsityWarmupFraction", TrainingSchema.SHARE)
        .orElse(Penalised.DEFAULT_SPARSITY_WARMUP);
  }

  private static List<String> architectures() {
    return List.of(
        ArchitectureSpec.TopK.ID,
        ArchitectureSpec.BatchTopK.ID,
        ArchitectureSpec.Matryoshka.ID,
        ArchitectureSpec.JumpRelu.ID,
        ArchitectureSpec.Gated.ID,
        ArchitectureSpec.Relu.ID);
  }

  /** What a preset sets; explicit settings win over it. */
  private record Settings(DecoderBias decoderBias, TrainingSpec training) {
    static final String PAPER_ID = "paper";
    static final Settings DEFAULT = new Settings(DecoderBias.MEAN, TrainingSpec.DEFAULT);

    /**
     * Heap et al. 2025 (arXiv 2501.17727) and its code: beyond the defaults, which are TopK with
     * expansion 64, k 32 and the scaling law for the learning rate.
     */
    static final Settings PAPER = new Settings(DecoderBias.GEOMETRIC_MEDIAN, TrainingSpec.PAPER);
  }
}
