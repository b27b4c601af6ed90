package io.nullscope.cli;

import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of language models that a study on the local stack takes from the environment. */
final class ApiKeys {
  private static final String KEY = "KEY";
  private static final String URL = "URL";

  private ApiKeys() {}

  /**
   * Where the keys of a study belong: to the addresses that it names. Whoever runs a study of their
   * own with a key of their own has said so; what the environment says wins.
   */
  static Map<String, String> addresses(StudySpec spec, Map<String, String> environment) {
    Map<String, String> addresses = new TreeMap<>();
    for (LanguageModelSpec model : spec.autointerp().languageModels()) {
      model
          .apiKeyEnv()
          .map(name -> name.substring(0, name.length() - KEY.length()) + URL)
          .filter(name -> environment.getOrDefault(name, "").isBlank())
          .ifPresent(
              name -> addresses.merge(name, model.baseUrl(), (one, other) -> one + "," + other));
    }
    return addresses;
  }

  /** The variables that a study names and that hold nothing, each once. */
  static List<String> missing(StudySpec spec, Map<String, String> environment) {
    return spec.autointerp().languageModels().stream()
        .map(LanguageModelSpec::apiKeyEnv)
        .flatMap(Optional::stream)
        .distinct()
        .filter(name -> environment.getOrDefault(name, "").isBlank())
        .toList();
  }
}
