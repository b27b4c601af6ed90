package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.API_KEY_MISSING;
import static io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem.API_KEY_REFUSED;

import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where keys come from: the environment, or a folder of mounted secrets with one file for each. A
 * study names key and server, so a key belongs to an address: {@code NAME_API_KEY} goes to where
 * {@code NAME_API_URL}, which lies beside it, says, and nowhere else. A study can neither have
 * another secret of the service sent, nor a key to a server of its choice.
 */
public final class ApiKeys {

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*_API_KEY");
  private static final String KEY_SUFFIX = "_KEY";
  private static final String URL_SUFFIX = "_URL";
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
   * The key of that name for a server.
   *
   * @param baseUrl where it is to be sent
   * @throws LanguageModelException if there is none, it cannot be a key, or it belongs to other
   *     addresses; its text is not shown
   */
  String require(String name, String baseUrl) {
    if (!NAME.matcher(name).matches()) {
      throw new LanguageModelException(
          API_KEY_MISSING,
          "%s cannot name an API key: apiKeyEnv takes capitals, digits and underscores and ends in _API_KEY"
              .formatted(name));
    }
    String key = find(name).orElseThrow(() -> missing(name));
    requireAddress(name, baseUrl);
    if (!KEY.matcher(key).matches()) {
      throw new LanguageModelException(
          API_KEY_MISSING,
          "The value of %s cannot be an API key: it is empty, too long, or has spaces or special characters; set it again"
              .formatted(name));
    }
    return key;
  }

  private void requireAddress(String name, String baseUrl) {
    String urlName = name.substring(0, name.length() - KEY_SUFFIX.length()) + URL_SUFFIX;
    Optional<String> addresses = find(urlName);
    if (addresses.isEmpty()) {
      throw new LanguageModelException(
          API_KEY_REFUSED,
          "%s is not sent to %s, because nobody has said that it belongs there: set %s=%s beside the key, where autointerp-service is started"
              .formatted(name, baseUrl, urlName, baseUrl));
    }
    URI wanted = URI.create(baseUrl).normalize();
    if (Arrays.stream(addresses.get().split(","))
        .noneMatch(address -> covers(address.strip(), wanted))) {
      throw new LanguageModelException(
          API_KEY_REFUSED,
          "%s is not sent to %s: by %s it belongs to %s; correct baseUrl or apiKeyEnv, or add the address there"
              .formatted(name, baseUrl, urlName, addresses.get()));
    }
  }

  /** Same scheme, host and port, and a path that begins with that of the address. */
  private static boolean covers(String address, URI wanted) {
    try {
      URI known = new URI(address).normalize();
      String path = known.getRawPath() == null ? "" : known.getRawPath().replaceAll("/+$", "");
      String wantedPath = wanted.getRawPath() == null ? "" : wanted.getRawPath();
      return known.getHost() != null
          && known.getHost().equalsIgnoreCase(wanted.getHost())
          && String.valueOf(known.getScheme()).equalsIgnoreCase(wanted.getScheme())
          && port(known) == port(wanted)
          && (wantedPath.equals(path) || wantedPath.startsWith(path + "/"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI url) {
    return url.getPort() >= 0
        ? url.getPort()
        : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(environment.apply(name))
        .filter(value -> !value.isBlank())
        .or(() -> mounted(name))
        .map(String::strip);
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
