package io.nullscope.study;

import io.nullscope.study.ActivationsSpec.Rolling;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Scalar;
import io.nullscope.study.SpecNode.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The settings of a study, their defaults, and what single ones must look like. Rules between
 * settings: {@link SpecConsistency}.
 */
final class SpecSchema {
  private static final int MAX_NAME = 100;
  private static final String TOKENS = "set a number of tokens, e.g. 300k or 100M";

  private final SpecProblems problems;
  private final SpecKeys keys = new SpecKeys();

  private SpecSchema(SpecProblems problems) {
    this.problems = problems;
  }

  /** The study; or, when {@code problems} has or gets any errors, all of them. */
  static SpecResult read(Mapping root, SpecProblems problems) {
    return read(root, problems, keys -> keys.reportUnknown(problems));
  }

  /** The same, with another way to treat the settings that do not exist. */
  static SpecResult read(Mapping root, SpecProblems problems, Consumer<SpecKeys> unknown) {
    SpecSchema schema = new SpecSchema(problems);
    StudySpec spec = schema.study(new SpecSection("", root, false, problems, schema.keys));
    unknown.accept(schema.keys);
    SpecConsistency.check(spec, root, problems);
    return problems.any()
        ? problems.invalid()
        : new SpecResult.Valid(spec, problems.warnings(), new SettingLines(root));
  }

  private StudySpec study(SpecSection root) {
    return new StudySpec(
        name(root),
        root.whole("seed", Optional.of(0L), 0, SpecNumber.MAX, "use a whole number from 0"),
        model(root.section("model")),
        corpus(root.section("corpus")),
        PositionsSchema.read(root.section(PositionsSchema.KEY)),
        rerandomization(root.section("rerandomization")),
        root.list(
            "variants",
            VariantKind.PAPER,
            "list variants in brackets, e.g. [trained, step0]",
            this::variant),
        root.seeds("variantSeeds", StudySpec.FIVE_DRAWS),
        hookPoints(root),
        activations(root.section("activations")),
        new SaeSchema(problems).read(root),
        new AutointerpSchema(problems, keys).read(root.section("autointerp")),
        ProbesSchema.read(root.section(ProbesSchema.KEY)),
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
    if (!problems.clean(section.path("source"))) {
      // Which revisions there may be hangs on the source.
      revision = Optional.empty();
      step0Revision = Optional.empty();
    } else if (source.equals(ModelSpec.DEMO_SOURCE)) {
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
        startToken(section),
        (int)
            section.whole(
                "contextLength",
                Optional.of((long) CorpusSpec.DEFAULT_CONTEXT_LENGTH),
                2,
                SpecLimits.CONTEXT,
                "set the number of tokens in a context window, e.g. 128"),
        section.whole("trainTokens", Optional.empty(), 1, SpecLimits.TOKENS, TOKENS),
        section.whole("evalTokens", Optional.empty(), 1, SpecLimits.SPLIT_TOKENS, TOKENS),
        section.whole("interpTokens", Optional.empty(), 1, SpecLimits.SPLIT_TOKENS, TOKENS));
  }

  /** A rule by its name, an id as a number, or the text of a token. */
  private static StartTokenSpec startToken(SpecSection section) {
    String fix = "write auto, none, a token's id, or its text in quotes, e.g. '<|endoftext|>'";
    Optional<SpecNode> value = section.value("startToken");
    if (value.isEmpty()) {
      return StartTokenSpec.Rule.AUTO;
    }
    if (value.get() instanceof SpecNode.Scalar scalar
        && scalar.kind() == SpecNode.Scalar.Kind.TEXT) {
      for (StartTokenSpec.Rule rule : StartTokenSpec.Rule.values()) {
        if (rule.id().equals(scalar.text())) {
          return rule;
        }
      }
      if (scalar.text().isEmpty()) {
        section.error("startToken", "is empty", fix);
      }
      return new StartTokenSpec.Text(scalar.text());
    }
    return new StartTokenSpec.Id(
        (int) section.whole("startToken", Optional.empty(), 0, Integer.MAX_VALUE, fix));
  }

  private static RerandomizationSpec rerandomization(SpecSection section) {
    return new RerandomizationSpec(
        section.choice(
            "layerNorm",
            RerandomizationSpec.DEFAULT.layerNorm(),
            SpecSection.words(List.of(LayerNormPolicy.values()), LayerNormPolicy::id)),
        section.choice(
            "biases",
            RerandomizationSpec.DEFAULT.biases(),
            SpecSection.words(List.of(BiasPolicy.values()), BiasPolicy::id)),
        section.choice(
            "moments",
            RerandomizationSpec.DEFAULT.moments(),
            SpecSection.words(List.of(MomentScope.values()), MomentScope::id)),
        section.choice(
            "standardDeviation",
            RerandomizationSpec.DEFAULT.standardDeviation(),
            SpecSection.words(List.of(DeviationEstimator.values()), DeviationEstimator::id)));
  }

  private Optional<VariantKind> variant(SpecNode node, String path, int line) {
    if (!(node instanceof Scalar scalar)) {
      problems.add(
          path,
          line,
          "must be a word, but is " + node.describe(),
          SpecKeys.suggest("", VariantKind.forms()));
      return Optional.empty();
    }
    try {
      return Optional.of(VariantKind.fromId(scalar.text()));
    } catch (IllegalArgumentException e) {
      problems.add(path, line, "there is no " + node.describe(), variantFix(scalar.text()));
      return Optional.empty();
    }
  }

  private static String variantFix(String word) {
    for (Treatment treatment : Treatment.values()) {
      if (treatment.layered() && word.startsWith(treatment.id())) {
        return "write "
            + treatment.form()
            + " with a layer N from 0, e.g. "
            + treatment.id()
            + "-1";
      }
    }
    return SpecKeys.suggest(word, VariantKind.forms());
  }

  private HookPointSelection hookPoints(SpecSection root) {
    String key = "hookPoints";
    String forms = "write all, a list such as [layers.0, layers.3], or {every: 2}";
    Optional<SpecNode> value = root.value(key);
    if (value.isPresent() && value.get() instanceof Mapping) {
      return new HookPointSelection.Every(
          (int) root.section(key).whole("every", Optional.empty(), 1, SpecLimits.LAYERS, forms));
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

  private static ActivationsSpec activations(SpecSection section) {
    String retention =
        section.choice(
            "retention",
            ActivationsSpec.DEFAULT.retention(),
            SpecSection.words(
                List.of(ActivationsSpec.Keep.RETENTION, Rolling.RETENTION), Function.identity()));
    String windowFix = "set an even number of shards, e.g. " + Rolling.DEFAULT_WINDOW_SHARDS;
    long window =
        section.whole(
            "windowShards",
            Optional.of((long) Rolling.DEFAULT_WINDOW_SHARDS),
            2,
            SpecLimits.WINDOW_SHARDS,
            windowFix);
    if (window % 2 != 0) {
      section.error("windowShards", "must be even, but is " + window, windowFix);
      window = Rolling.DEFAULT_WINDOW_SHARDS;
    }
    long tokens =
        section.whole(
            "shardTokens",
            Optional.of((long) Rolling.DEFAULT_SHARD_TOKENS),
            1,
            SpecLimits.SHARD_TOKENS,
            "set a number of tokens, e.g. 16384");
    if (retention.equals(Rolling.RETENTION)) {
      return new Rolling((int) window, (int) tokens);
    }
    for (String key : List.of("windowShards", "shardTokens")) {
      if (section.has(key)) {
        section.error(
            key, "is a setting of rolling retention", "remove it, or set retention: rolling");
      }
    }
    return ActivationsSpec.DEFAULT;
  }

  private static StatisticsSpec statistics(SpecSection section) {
    StatisticsSpec defaults = StatisticsSpec.DEFAULT;
    return new StatisticsSpec(
        section.count(
            "bootstrapResamples",
            defaults.bootstrapResamples(),
            SpecLimits.RESAMPLES,
            "set a number, e.g. 1000"),
        section
            .number(
                "confidence",
                value -> value > 0.5 && value <= SpecLimits.CONFIDENCE,
                "above 0.5 and at most " + SpecLimits.CONFIDENCE,
                "set a share, e.g. 0.95 for 95 %")
            .orElse(defaults.confidence()),
        margins(section.section("margins")));
  }

  private static Map<String, Double> margins(SpecSection section) {
    Map<String, Double> margins = new TreeMap<>();
    for (String metric : section.names(SpecLimits.ELEMENTS)) {
      section
          .positive(
              metric,
              SpecLimits.MARGIN,
              "set the largest difference of this metric that does not matter, e.g. 0.02")
          .ifPresent(margin -> margins.put(metric, margin));
    }
    return margins;
  }
}
