package io.nullscope.study;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The settings of automated interpretability: what is explained, by whom, and how it is tested. */
final class AutointerpSchema {
  private final SpecProblems problems;
  private final SpecKeys keys;
  private final LanguageModelSchema languageModels;

  AutointerpSchema(SpecProblems problems, SpecKeys keys) {
    this.problems = problems;
    this.keys = keys;
    this.languageModels = new LanguageModelSchema(problems);
  }

  AutointerpSpec read(SpecSection section) {
    AutointerpSpec defaults = AutointerpSpec.DEFAULT;
    ExplainerSpec explainer = explainer(section.section("explainer"));
    AutointerpSpec spec =
        new AutointerpSpec(
            section.count(
                "latents",
                defaults.latents(),
                SpecLimits.SCORED_LATENTS,
                "set a number of latents, e.g. 100"),
            explainer,
            judge(section, explainer),
            section.list(
                "scorers",
                defaults.scorers(),
                "list scorers in brackets, e.g. [detection, fuzzing]",
                section.word(SpecSection.words(List.of(Scorer.values()), Scorer::id))),
            section.count(
                "windowLength",
                defaults.windowLength(),
                SpecLimits.CONTEXT,
                "set a number of tokens, e.g. 32"),
            windows(section, "minActiveWindows", defaults.minActiveWindows()),
            windows(section, "explanationWindows", defaults.explanationWindows()),
            windows(section, "positives", defaults.positives()),
            windows(section, "negatives", defaults.negatives()),
            section.list(
                "negativeKinds",
                defaults.negativeKinds(),
                "list kinds in brackets, e.g. [random, same-token]",
                section.word(SpecSection.words(List.of(NegativeKind.values()), NegativeKind::id))),
            requests(section.section("requests")),
            budget(section.section("budget")));
    check(section, spec);
    return spec;
  }

  private static int windows(SpecSection section, String key, int fallback) {
    return section.count(key, fallback, SpecLimits.WINDOWS, "set a number of windows, e.g. 50");
  }

  private ExplainerSpec explainer(SpecSection section) {
    String kind = section.text("kind").orElse(ExplainerSpec.Lexical.KIND);
    return switch (kind) {
      case ExplainerSpec.Lexical.KIND -> lexical(section);
      case ExplainerSpec.OpenAi.KIND ->
          new ExplainerSpec.OpenAi(
              languageModels.read(section), section.flag("contrastive", false));
      case ExplainerSpec.None.KIND -> new ExplainerSpec.None(explanations(section));
      default -> {
        keys.ignore(section.path());
        section.error("kind", "there is no '" + kind + "'", "use lexical, openai or none");
        yield ExplainerSpec.Lexical.DEFAULT;
      }
    };
  }

  private static ExplainerSpec.Lexical lexical(SpecSection section) {
    ExplainerSpec.Lexical defaults = ExplainerSpec.Lexical.DEFAULT;
    return new ExplainerSpec.Lexical(
        section
            .number(
                "coverage",
                value -> value > 0 && value <= 1,
                "above 0 and at most 1",
                "set a share of the activation mass, e.g. 0.8")
            .orElse(defaults.coverage()),
        section.count(
            "maxTokens",
            defaults.maxTokens(),
            SpecLimits.EXPLANATION_TOKENS,
            "set a number of tokens, e.g. 20"));
  }

  private static String explanations(SpecSection section) {
    String fix = "name the file of JSON lines, e.g. explanations: file:explanations.jsonl";
    String source = section.required("explanations", fix);
    if (section.has("explanations")) {
      if (source.equals(ModelSpec.DEMO_SOURCE)) {
        section.error("explanations", "there are no bundled explanations", fix);
      } else {
        SpecSource.check(section, "explanations", source);
      }
    }
    return source;
  }

  /** By default the judge that understands the explainer's explanations. */
  private JudgeSpec judge(SpecSection autointerp, ExplainerSpec explainer) {
    SpecSection section = autointerp.section("judge");
    if (!autointerp.has("judge")) {
      return explainer instanceof ExplainerSpec.OpenAi openAi
          ? new JudgeSpec.OpenAi(openAi.languageModel(), JudgeSpec.OpenAi.DEFAULT_EXAMPLES)
          : new JudgeSpec.Lexical();
    }
    String kind = section.required("kind", "write kind: lexical or kind: openai");
    return switch (kind) {
      case JudgeSpec.Lexical.KIND -> new JudgeSpec.Lexical();
      case JudgeSpec.OpenAi.KIND ->
          new JudgeSpec.OpenAi(
              languageModels.read(section),
              (int)
                  section.whole(
                      "examplesPerPrompt",
                      Optional.of((long) JudgeSpec.OpenAi.DEFAULT_EXAMPLES),
                      1,
                      JudgeSpec.OpenAi.MAX_EXAMPLES,
                      "set a number of examples, e.g. 5"));
      default -> {
        keys.ignore(section.path());
        if (!kind.isEmpty()) {
          section.error("kind", "there is no '" + kind + "'", "use lexical or openai");
        }
        yield new JudgeSpec.Lexical();
      }
    };
  }

  private static RequestsSpec requests(SpecSection section) {
    RequestsSpec defaults = RequestsSpec.DEFAULT;
    return new RequestsSpec(
        within(section, "concurrency", defaults.concurrency(), RequestsSpec.MAX_CONCURRENCY),
        within(
            section, "timeoutSeconds", defaults.timeoutSeconds(), RequestsSpec.MAX_TIMEOUT_SECONDS),
        within(section, "attempts", defaults.attempts(), RequestsSpec.MAX_ATTEMPTS));
  }

  private static int within(SpecSection section, String key, int fallback, int max) {
    return (int)
        section.whole(key, Optional.of((long) fallback), 1, max, "set a number, e.g. " + fallback);
  }

  private static BudgetSpec budget(SpecSection section) {
    OptionalLong tokens =
        section.has("tokens")
            ? OptionalLong.of(
                section.whole(
                    "tokens",
                    Optional.of(1L),
                    1,
                    SpecLimits.TOKENS,
                    "set a number of tokens, e.g. 10M"))
            : OptionalLong.empty();
    Optional<Double> cost = section.positive("cost", SpecLimits.MONEY, "set an amount, e.g. 20");
    return new BudgetSpec(tokens, cost.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
  }

  /** Rules between these settings. */
  private void check(SpecSection section, AutointerpSpec spec) {
    if (!spec.negativeKinds().contains(NegativeKind.RANDOM)
        && problems.clean(section.path("negativeKinds"))) {
      section.error(
          "negativeKinds",
          "lacks random, which the metrics without a kind in their name are about",
          "add random");
    }
    boolean lexicalWords = spec.explainer() instanceof ExplainerSpec.Lexical;
    if (spec.judge() instanceof JudgeSpec.Lexical
        && !lexicalWords
        && spec.scorers().stream().anyMatch(Scorer::judgesExplanations)
        && problems.clean(
            section.path("judge"), section.path("explainer"), section.path("scorers"))) {
      section.error(
          "judge",
          section.has("judge")
              ? "lexical understands lexical explanations only"
              : "is missing: somebody has to read the explanations",
          "set judge: {kind: openai, …}, or ask for scorers among embedding and intruder");
    }
    if (spec.budget().cost().isPresent()
        && problems.clean(section.path("budget"), section.path("explainer"), section.path("judge"))
        && spec.languageModels().stream().anyMatch(model -> model.prices().isEmpty())) {
      section
          .section("budget")
          .error(
              "cost",
              "needs prices",
              "set inputPrice and outputPrice of every language model, or budget.tokens instead");
    }
    if (spec.languageModels().isEmpty()) {
      for (String key : List.of("requests", "budget")) {
        if (section.has(key)) {
          problems.warn(section.path(key), "has no effect: no language model is asked");
        }
      }
    }
  }
}
