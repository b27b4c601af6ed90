package io.nullscope.cli;

import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of language models that a study on the local stack takes from the environment. */
final class ApiKeys {
  private ApiKeys() {}

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
