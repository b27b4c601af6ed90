package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.API_KEY_MISSING;

import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where keys come from: the environment, or a folder of mounted secrets with one file for each. A
 * study names the key, so only names that end in {@code _API_KEY} are looked up: it must not be
 * able to send another secret of the service to a server of its choice.
 */
public final class ApiKeys {

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*_API_KEY");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  private final UnaryOperator<String> environment;
  private final Optional<Path> directory;

  /**
   * Looks in both places, the environment first.
   *
   * @param environment value of a variable, or null
   * @param directory folder of mounted secrets
   */
  public ApiKeys(UnaryOperator<String> environment, Optional<Path> directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /**
   * The key of that name.
   *
   * @throws LanguageModelException if there is none, or it cannot be a key; its text is not shown
   */
  String require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new LanguageModelException(
          API_KEY_MISSING,
          "%s cannot name an API key: apiKeyEnv takes capitals, digits and underscores and ends in _API_KEY"
              .formatted(name));
    }
    String key = environment.apply(name);
    if (key == null || key.isBlank()) {
      key = mounted(name).orElseThrow(() -> missing(name));
    }
    key = key.strip();
    if (!KEY.matcher(key).matches()) {
      throw new LanguageModelException(
          API_KEY_MISSING,
          "The value of %s cannot be an API key: it is empty, too long, or has spaces or special characters; set it again"
              .formatted(name));
    }
    return key;
  }

  private Optional<String> mounted(String name) {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.get().resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new LanguageModelException(
          API_KEY_MISSING,
          "The secret %s is there but cannot be read (%s): let the service's user read it"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  private LanguageModelException missing(String name) {
    return new LanguageModelException(
        API_KEY_MISSING,
        "The study names the API key %s, which autointerp-service does not have: set that environment variable where the service (for a local study: ./nullscope) is started%s; a server without keys needs no apiKeyEnv"
            .formatted(
                name,
                directory
                    .map(path -> ", or mount it as the file " + path.resolve(name))
                    .orElse("")));
  }
}
