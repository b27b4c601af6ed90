package io.nullscope.study;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The settings of automated interpretability: what is explained, by whom, and how it is tested. */
final class AutointerpSchema {
  private static final int MAX_MODEL_NAME = 200;
  private static final int MAX_BASE_URL = 1000;
  private static final String WINDOWS = "set a number of windows, e.g. 50";

  private final SpecProblems problems;
  private final SpecKeys keys;

  AutointerpSchema(SpecProblems problems, SpecKeys keys) {
    this.problems = problems;
    this.keys = keys;
  }

  AutointerpSpec read(SpecSection section) {
    AutointerpSpec defaults = AutointerpSpec.DEFAULT;
    ExplainerSpec explainer = explainer(section.section("explainer"));
    AutointerpSpec spec =
        new AutointerpSpec(
            section.count("latents", defaults.latents(), "set a number of latents, e.g. 100"),
            explainer,
            judge(section, explainer),
            section.list(
                "scorers",
                defaults.scorers(),
                "list scorers in brackets, e.g. [detection, fuzzing]",
                section.word(SpecSection.words(List.of(Scorer.values()), Scorer::id))),
            section.count(
                "windowLength", defaults.windowLength(), "set a number of tokens, e.g. 32"),
            section.count("minActiveWindows", defaults.minActiveWindows(), WINDOWS),
            section.count("explanationWindows", defaults.explanationWindows(), WINDOWS),
            section.count("positives", defaults.positives(), WINDOWS),
            section.count("negatives", defaults.negatives(), WINDOWS),
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

  private ExplainerSpec explainer(SpecSection section) {
    String kind = section.text("kind").orElse(ExplainerSpec.Lexical.KIND);
    return switch (kind) {
      case ExplainerSpec.Lexical.KIND -> lexical(section);
      case ExplainerSpec.OpenAi.KIND ->
          new ExplainerSpec.OpenAi(languageModel(section), section.flag("contrastive", false));
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
        section.count("maxTokens", defaults.maxTokens(), "set a number of tokens, e.g. 20"));
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
              languageModel(section),
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

  private LanguageModelSpec languageModel(SpecSection section) {
    String model = section.required("model", "name the model as the server knows it");
    if (section.has("model")
        && (model.isBlank()
            || model.length() > MAX_MODEL_NAME
            || model.chars().anyMatch(Character::isISOControl))) {
      section.error("model", "is not the name of a model", "name it as the server knows it");
    }
    Optional<String> apiKeyEnv = section.text("apiKeyEnv");
    if (apiKeyEnv.filter(name -> !name.matches(LanguageModelSpec.API_KEY_ENV)).isPresent()) {
      section.error(
          "apiKeyEnv",
          "is not the name of an environment variable that ends in _API_KEY",
          "put the key into such a variable and write its name, e.g. OPENAI_API_KEY; never the key itself");
      apiKeyEnv = Optional.empty();
    }
    return new LanguageModelSpec(
        baseUrl(section, apiKeyEnv.isPresent()),
        model,
        apiKeyEnv,
        section
            .number(
                "temperature",
                value -> value >= 0 && value <= 2,
                "from 0 to 2",
                "set a temperature, e.g. 0")
            .orElse(0.0),
        prices(section));
  }

  private String baseUrl(SpecSection section, boolean withKey) {
    String fix = "write the address of the API, e.g. http://localhost:8000/v1";
    String text = section.required("baseUrl", fix);
    if (!section.has("baseUrl")) {
      return text;
    }
    Optional<URI> url = url(text);
    if (url.isEmpty()) {
      section.error("baseUrl", "is not the address of an HTTP server", fix);
    } else if (url.get().getRawUserInfo() != null
        || url.get().getRawQuery() != null
        || url.get().getRawFragment() != null) {
      section.error("baseUrl", "has a user, a query or a fragment, which may be a secret", fix);
    } else if (withKey && url.get().getScheme().equals("http") && !isNear(url.get().getHost())) {
      problems.warn(section.path("baseUrl"), "sends the key unencrypted: use https");
    }
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static Optional<URI> url(String text) {
    if (text.length() > MAX_BASE_URL) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** This machine, or a name without a domain, as services of a cluster have. */
  private static boolean isNear(String host) {
    return !host.contains(".") || host.startsWith("127.") || host.endsWith(".svc.cluster.local");
  }

  private static Optional<LanguageModelSpec.Prices> prices(SpecSection section) {
    String fix = "set the price of a million tokens, e.g. 0.15";
    Optional<Double> input = price(section, "inputPrice", fix);
    Optional<Double> output = price(section, "outputPrice", fix);
    if (section.has("inputPrice") != section.has("outputPrice")) {
      section.error(
          section.has("inputPrice") ? "outputPrice" : "inputPrice",
          "is missing beside the other price",
          fix);
    }
    return input.isPresent() && output.isPresent()
        ? Optional.of(new LanguageModelSpec.Prices(input.get(), output.get()))
        : Optional.empty();
  }

  private static Optional<Double> price(SpecSection section, String key, String fix) {
    return section.number(key, value -> value >= 0, "at least 0", fix);
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
                    SpecNumber.MAX,
                    "set a number of tokens, e.g. 10M"))
            : OptionalLong.empty();
    Optional<Double> cost = section.positive("cost", "set an amount, e.g. 20");
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
