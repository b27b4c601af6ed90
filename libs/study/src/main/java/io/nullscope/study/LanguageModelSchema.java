package io.nullscope.study;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of a language model: which, where, and how its server wants to be asked. */
final class LanguageModelSchema {
  private static final int MAX_MODEL_NAME = 200;
  private static final int MAX_BASE_URL = 1000;
  private static final int MAX_FIELDS_DEPTH = 6;
  private static final String HEADER = "[A-Za-z][A-Za-z0-9-]{0,63}";
  private static final String API_VERSION = "[A-Za-z0-9._-]{1,64}";
  private static final String FIELD = "[A-Za-z][A-Za-z0-9_]{0,63}";

  private final SpecProblems problems;

  LanguageModelSchema(SpecProblems problems) {
    this.problems = problems;
  }

  LanguageModelSpec read(SpecSection section) {
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
          "put the key into such a variable and write its name, e.g. OPENAI_API_KEY; never the key"
              + " itself");
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
        prices(section),
        dialect(section));
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
    return section.number(
        key,
        value -> value >= 0 && value <= SpecLimits.MONEY,
        "from 0 to " + CanonicalJson.number(SpecLimits.MONEY),
        fix);
  }

  private DialectSpec dialect(SpecSection section) {
    return new DialectSpec(
        section.choice(
            "outputLimit",
            DialectSpec.OutputLimit.AUTO,
            SpecSection.words(
                List.of(DialectSpec.OutputLimit.values()), DialectSpec.OutputLimit::id)),
        section.choice(
            "instructions",
            DialectSpec.Instructions.AUTO,
            SpecSection.words(
                List.of(DialectSpec.Instructions.values()), DialectSpec.Instructions::id)),
        section.choice(
            "answers",
            DialectSpec.AnswerForm.AUTO,
            SpecSection.words(
                List.of(DialectSpec.AnswerForm.values()), DialectSpec.AnswerForm::id)),
        section.flag("jsonSchema", false),
        tokens(section, "contextTokens"),
        tokens(section, "maxOutputTokens"),
        (int)
            section.whole(
                "thinkingTokens",
                Optional.of(0L),
                0,
                DialectSpec.MAX_THINKING_TOKENS,
                "set a number of tokens, e.g. 2000"),
        matching(section, "keyHeader", HEADER, "is no name of a header", "name one, e.g. api-key"),
        matching(section, "apiVersion", API_VERSION, "is no version", "write one, e.g. 2024-10-21"),
        requestFields(section));
  }

  private static OptionalInt tokens(SpecSection section, String key) {
    return section.has(key)
        ? OptionalInt.of(
            (int)
                section.whole(
                    key,
                    Optional.of((long) DialectSpec.MAX_TOKENS),
                    1,
                    DialectSpec.MAX_TOKENS,
                    "set a number of tokens, e.g. 8192"))
        : OptionalInt.empty();
  }

  private static Optional<String> matching(
      SpecSection section, String key, String form, String problem, String fix) {
    Optional<String> text = section.text(key);
    if (text.filter(found -> !found.matches(form)).isPresent()) {
      section.error(key, problem, fix);
      return Optional.empty();
    }
    return text;
  }

  /** Fields that are sent as they are; what the study says elsewhere is not said here, too. */
  private Map<String, Object> requestFields(SpecSection section) {
    Optional<SpecNode> value = section.value("requestFields");
    String path = section.path("requestFields");
    if (value.isEmpty()) {
      return Map.of();
    }
    if (!(value.get() instanceof SpecNode.Mapping map)) {
      section.error(
          "requestFields",
          "is a map of fields, but this is " + value.get().describe(),
          "write the fields under it, e.g. requestFields: { reasoning_effort: low }");
      return Map.of();
    }
    Map<String, Object> fields = fields(map, path, 1);
    for (String own : List.copyOf(fields.keySet())) {
      if (DialectSpec.OWN_FIELDS.contains(own)) {
        fields.remove(own);
        problems.add(
            SpecProblems.child(path, own),
            map.entries().get(own).line(),
            "is a field that requests have already",
            "remove it; model, temperature, outputLimit, answers, jsonSchema and the limits are"
                + " settings of their own");
      }
    }
    return fields;
  }

  private Map<String, Object> fields(SpecNode.Mapping map, String path, int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    map.entries()
        .forEach(
            (key, entry) -> {
              String child = SpecProblems.child(path, key);
              if (!key.matches(FIELD)) {
                problems.add(
                    child, entry.line(), "is no name of a field", "use letters, digits and _");
              } else {
                field(entry.value(), child, entry.line(), depth)
                    .ifPresent(value -> fields.put(key, value));
              }
            });
    return fields;
  }

  private Optional<Object> field(SpecNode node, String path, int line, int depth) {
    Object value = null;
    if (depth <= MAX_FIELDS_DEPTH && node instanceof SpecNode.Mapping map) {
      Map<String, Object> fields = fields(map, path, depth + 1);
      value = map.entries().isEmpty() ? null : fields;
    } else if (depth <= MAX_FIELDS_DEPTH && node instanceof SpecNode.Sequence sequence) {
      List<Object> items = new ArrayList<>();
      for (SpecNode item : sequence.items()) {
        field(item, path + "[" + items.size() + "]", item.line(), depth + 1).ifPresent(items::add);
      }
      value = sequence.items().isEmpty() ? null : items;
    } else if (node instanceof SpecNode.Scalar scalar) {
      value = scalar(scalar);
    }
    if (value == null) {
      problems.add(
          path, line, "is empty, or nested too deeply", "write a value, or leave the field out");
    }
    return Optional.ofNullable(value);
  }

  private static Object scalar(SpecNode.Scalar scalar) {
    return switch (scalar.kind()) {
      case NOTHING -> null;
      case BOOLEAN -> scalar.text().equalsIgnoreCase("true");
      case TEXT -> scalar.text();
      case NUMBER ->
          SpecNumber.parse(scalar.text())
              .map(
                  number ->
                      SpecNumber.isWhole(number) && number.abs().doubleValue() <= SpecNumber.MAX
                          ? (Object) number.longValueExact()
                          : (Object) number.doubleValue())
              .orElse(scalar.text());
    };
  }
}
