package io.nullscope.study;

import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Scalar;
import io.nullscope.study.SpecNode.Sequence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The settings of a study, their defaults, and what single ones must look like. Rules between
 * settings: {@link SpecConsistency}.
 */
final class SpecSchema {
  private static final int MAX_NAME = 100;
  private static final int MAX_CONTEXT = 1 << 20;
  private static final String TOKENS = "set a number of tokens, e.g. 300k or 100M";

  private final SpecProblems problems;
  private final SpecKeys keys = new SpecKeys();

  private SpecSchema(SpecProblems problems) {
    this.problems = problems;
  }

  /** The study; or, when {@code problems} has or gets any errors, all of them. */
  static SpecResult read(Mapping root, SpecProblems problems) {
    SpecSchema schema = new SpecSchema(problems);
    StudySpec spec = schema.study(new SpecSection("", root, false, problems, schema.keys));
    schema.keys.reportUnknown(problems);
    SpecConsistency.check(spec, root, problems);
    return problems.any() ? problems.invalid() : new SpecResult.Valid(spec, problems.warnings());
  }

  private StudySpec study(SpecSection root) {
    return new StudySpec(
        name(root),
        root.whole("seed", Optional.of(0L), 0, SpecNumber.MAX, "use a whole number from 0"),
        model(root.section("model")),
        corpus(root.section("corpus")),
        rerandomization(root.section("rerandomization")),
        root.list(
            "variants",
            List.of(VariantKind.values()),
            "list variants in brackets, e.g. [trained, step0]",
            root.word(words(VariantKind.values(), VariantKind::id))),
        root.seeds("variantSeeds"),
        hookPoints(root),
        sae(root.section("sae")),
        autointerp(root.section("autointerp")),
        statistics(root.section("statistics")));
  }

  private String name(SpecSection root) {
    String fix = "name the study, e.g. name: tinystories";
    String name = root.required("name", fix);
    if (root.has("name") && !name.isEmpty() && name.isBlank()) {
      root.error("name", "is blank", fix);
    } else if (name.length() > MAX_NAME) {
      root.error("name", "is longer than " + MAX_NAME + " characters", "shorten it");
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      root.error("name", "has a line break or another control character", "write it on one line");
    } else if (root.has("name") && name.isEmpty() && problems.clean("name")) {
      root.error("name", "is empty", fix);
    }
    return name;
  }

  private ModelSpec model(SpecSection section) {
    String source =
        source(
            section,
            "it to a directory in Hugging Face layout, file:DIR, or to hf:OWNER/NAME",
            SpecSource::checkModel);
    Optional<String> revision = section.text("revision");
    Optional<String> step0Source = section.text("step0Source");
    step0Source.ifPresent(value -> SpecSource.checkModel(section, "step0Source", value));
    Optional<String> step0Revision = section.text("step0Revision");
    if (source.equals(ModelSpec.DEMO_SOURCE)) {
      checkDemoRevision(section, "revision", revision);
      checkDemoRevision(section, "step0Revision", step0Revision);
    } else if (source.startsWith(ModelSpec.HUB_SCHEME)) {
      SpecSource.checkRevision(section, "revision", revision);
      SpecSource.checkRevision(section, "step0Revision", step0Revision);
    } else if (step0Revision.isPresent()) {
      section.error(
          "step0Revision",
          "file: sources have no revisions",
          "remove it, or name the step-0 checkpoint with model.step0Source: file:DIR");
    } else if (revision.filter(value -> !value.equals(ModelSpec.DEFAULT_REVISION)).isPresent()) {
      problems.warn(section.path("revision"), "has no effect: file: sources have no revisions");
    }
    if (step0Source.isPresent() && step0Revision.isPresent()) {
      section.error(
          "step0Source",
          "names the step-0 checkpoint, and so does step0Revision",
          "remove one of the two");
    }
    return new ModelSpec(
        source, revision.orElse(ModelSpec.DEFAULT_REVISION), step0Source, step0Revision);
  }

  private static void checkDemoRevision(
      SpecSection section, String key, Optional<String> revision) {
    revision
        .filter(value -> !ModelSpec.DEMO_REVISIONS.contains(value))
        .ifPresent(
            value ->
                section.error(
                    key,
                    "the demo model has no revision '" + value + "'",
                    "use one of " + String.join(", ", ModelSpec.DEMO_REVISIONS)));
  }

  /** Reports what is wrong with a source. */
  @FunctionalInterface
  private interface SourceCheck {
    void check(SpecSection section, String key, String source);
  }

  private String source(SpecSection section, String what, SourceCheck check) {
    String key = "source";
    String source =
        section.required(
            key, "set " + what + "; or run with --set " + section.path(key) + "=file:…");
    if (section.has(key) && problems.clean(section.path(key))) {
      check.check(section, key, source);
    }
    return source;
  }

  private CorpusSpec corpus(SpecSection section) {
    Optional<String> textField = section.text("textField");
    if (textField.isPresent() && textField.get().isBlank()) {
      section.error("textField", "is blank", "name the field that holds the text, e.g. text");
    }
    return new CorpusSpec(
        source(section, "it to a file of JSON lines or text, file:FILE", SpecSource::check),
        textField.orElse(CorpusSpec.DEFAULT_TEXT_FIELD),
        (int)
            section.whole(
                "contextLength",
                Optional.of((long) CorpusSpec.DEFAULT_CONTEXT_LENGTH),
                2,
                MAX_CONTEXT,
                "set the number of tokens in a context window, e.g. 128"),
        section.whole("trainTokens", Optional.empty(), 1, SpecNumber.MAX, TOKENS),
        section.whole("evalTokens", Optional.empty(), 1, SpecNumber.MAX, TOKENS),
        section.whole("interpTokens", Optional.empty(), 1, SpecNumber.MAX, TOKENS));
  }

  private static RerandomizationSpec rerandomization(SpecSection section) {
    return new RerandomizationSpec(
        section.choice(
            "layerNorm",
            RerandomizationSpec.DEFAULT.layerNorm(),
            words(LayerNormPolicy.values(), LayerNormPolicy::id)),
        section.choice(
            "biases",
            RerandomizationSpec.DEFAULT.biases(),
            words(BiasPolicy.values(), BiasPolicy::id)));
  }

  private HookPointSelection hookPoints(SpecSection root) {
    String key = "hookPoints";
    String forms = "write all, a list such as [layers.0, layers.3], or {every: 2}";
    Optional<SpecNode> value = root.value(key);
    if (value.isPresent() && value.get() instanceof Mapping) {
      return new HookPointSelection.Every(
          (int) root.section(key).whole("every", Optional.empty(), 1, Integer.MAX_VALUE, forms));
    }
    if (value.isPresent() && value.get() instanceof Sequence) {
      List<HookPoint> points = root.list(key, List.of(), forms, this::hookPoint);
      return points.isEmpty()
          ? new HookPointSelection.All()
          : new HookPointSelection.Listed(points);
    }
    if (value.isPresent() && !((Scalar) value.get()).text().equals(SpecTree.ALL)) {
      root.error(key, value.get().describe() + " selects nothing", forms);
    }
    return new HookPointSelection.All();
  }

  private Optional<HookPoint> hookPoint(SpecNode node, String path, int line) {
    try {
      return Optional.of(HookPoint.parse(node instanceof Scalar scalar ? scalar.text() : ""));
    } catch (IllegalArgumentException e) {
      problems.add(
          path,
          line,
          node.describe() + " is not a hook point",
          "write layers.N with N from 0, e.g. layers.0");
      return Optional.empty();
    }
  }

  private SaeSpec sae(SpecSection section) {
    Architecture architecture =
        section.choice(
            "architecture", Architecture.TOPK, words(Architecture.values(), Architecture::id));
    OptionalInt latents = optionalCount(section, "latents");
    OptionalInt expansion = optionalCount(section, "expansion");
    if (latents.isPresent() && expansion.isPresent()) {
      section.error(
          "expansion", "sae.latents and sae.expansion are both given", "keep one of the two");
      expansion = OptionalInt.empty();
    } else if (latents.isEmpty() && expansion.isEmpty()) {
      expansion = OptionalInt.of(SaeSpec.DEFAULT_EXPANSION);
    }
    int k = section.count("k", SaeSpec.DEFAULT_K, "set the number of active latents, e.g. 32");
    if (latents.isPresent() && k > latents.getAsInt()) {
      if (problems.clean(section.path("latents"), section.path("k"))) {
        section.error(
            "k",
            "is " + k + ", more than the " + latents.getAsInt() + " latents",
            "lower sae.k or raise sae.latents");
      }
      k = latents.getAsInt();
    }
    return new SaeSpec(
        architecture,
        latents,
        expansion,
        k,
        section.seeds("seeds"),
        training(section.section("training")));
  }

  private static OptionalInt optionalCount(SpecSection section, String key) {
    return section.has(key)
        ? OptionalInt.of(section.count(key, 1, "set a whole number from 1"))
        : OptionalInt.empty();
  }

  private TrainingSpec training(SpecSection section) {
    TrainingSpec defaults = TrainingSpec.DEFAULT;
    String share = "set a share of the training steps from 0 to 1, e.g. 0.05";
    double warmup = fraction(section, "warmupFraction", share).orElse(defaults.warmupFraction());
    double decay = fraction(section, "decayFraction", share).orElse(defaults.decayFraction());
    if (warmup + decay > 1) {
      if (problems.clean(section.path("warmupFraction"), section.path("decayFraction"))) {
        section.error(
            "decayFraction",
            "warm-up and decay together take more than all steps",
            "let warmupFraction + decayFraction be at most 1");
      }
      decay = 0;
      warmup = 0;
    }
    Optional<Double> rate =
        section.text("learningRate").equals(Optional.of(SpecTree.AUTO))
            ? Optional.empty()
            : section.number(
                "learningRate",
                value -> value > 0,
                "greater than 0",
                "set a rate such as 1e-3, or auto");
    return new TrainingSpec(
        section.count("batchSize", defaults.batchSize(), "set a number of tokens, e.g. 512"),
        section.count("epochs", defaults.epochs(), "set a number of passes, e.g. 1"),
        rate.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        warmup,
        decay,
        section.whole(
            "deadAfterTokens",
            Optional.of(defaults.deadAfterTokens()),
            1,
            SpecNumber.MAX,
            "set a number of tokens, e.g. 10M"));
  }

  private static Optional<Double> fraction(SpecSection section, String key, String fix) {
    return section.number(key, value -> value >= 0 && value <= 1, "from 0 to 1", fix);
  }

  private AutointerpSpec autointerp(SpecSection section) {
    AutointerpSpec defaults = AutointerpSpec.DEFAULT;
    String windows = "set a number of windows, e.g. 50";
    return new AutointerpSpec(
        section.count("latents", defaults.latents(), "set a number of latents, e.g. 100"),
        explainer(section.section("explainer")),
        section.list(
            "scorers",
            defaults.scorers(),
            "list scorers in brackets, e.g. [detection, fuzzing]",
            section.word(words(Scorer.values(), Scorer::id))),
        section.count("windowLength", defaults.windowLength(), "set a number of tokens, e.g. 32"),
        section.count("minActiveWindows", defaults.minActiveWindows(), windows),
        section.count("explanationWindows", defaults.explanationWindows(), windows),
        section.count("positives", defaults.positives(), windows),
        section.count("negatives", defaults.negatives(), windows));
  }

  private ExplainerSpec explainer(SpecSection section) {
    ExplainerSpec.Lexical defaults = ExplainerSpec.Lexical.DEFAULT;
    String kind = section.text("kind").orElse(defaults.kind());
    if (!kind.equals(ExplainerSpec.Lexical.KIND)) {
      keys.ignore(section.path());
      section.error(
          "kind",
          kind.equals("openai")
              ? "language-model explainers (openai) are not available in this version"
              : "there is no '" + kind + "'",
          "use lexical");
    }
    return new ExplainerSpec.Lexical(
        section
            .number(
                "coverage",
                value -> value > 0 && value <= 1,
                "above 0 and at most 1",
                "set a share of the activation mass, e.g. 0.8")
            .orElse(defaults.coverage()),
        section.count("maxTokens", defaults.maxTokens(), "set a number of tokens, e.g. 20"));
  }

  private static StatisticsSpec statistics(SpecSection section) {
    StatisticsSpec defaults = StatisticsSpec.DEFAULT;
    return new StatisticsSpec(
        section.count(
            "bootstrapResamples", defaults.bootstrapResamples(), "set a number, e.g. 1000"),
        section.count("permutations", defaults.permutations(), "set a number, e.g. 2000"),
        section
            .number(
                "confidence",
                value -> value > 0 && value < 1,
                "between 0 and 1",
                "set a share, e.g. 0.95 for 95 %")
            .orElse(defaults.confidence()),
        section
            .number(
                "equivalenceMargin", value -> value >= 0, "at least 0", "set a margin, e.g. 0.05")
            .orElse(defaults.equivalenceMargin()));
  }

  private static <E> Map<String, E> words(E[] values, Function<E, String> id) {
    Map<String, E> words = new LinkedHashMap<>();
    Arrays.stream(values).forEach(value -> words.put(id.apply(value), value));
    return words;
  }
}
