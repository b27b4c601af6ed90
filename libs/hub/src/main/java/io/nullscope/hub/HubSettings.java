package io.nullscope.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the Hub is reached.
 *
 * @param endpoint address of the Hub or of a mirror, without a slash at the end
 * @param cache folder for what is downloaded
 * @param token access token, sent to the endpoint only; never printed
 * @param offline whether only the cache is used
 */
public record HubSettings(URI endpoint, Path cache, Optional<String> token, boolean offline) {

  private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
  private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

  /**
   * Reads {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_HUB_OFFLINE}, {@code NULLSCOPE_OFFLINE},
   * {@code NULLSCOPE_HUB_CACHE} and {@code NULLSCOPE_HOME}.
   *
   * @throws IllegalArgumentException when {@code HF_ENDPOINT} is no http address
   */
  public static HubSettings of(Map<String, String> environment) {
    String endpoint = value(environment, "HF_ENDPOINT").orElse(DEFAULT_ENDPOINT);
    URI address = URI.create(endpoint.replaceFirst("/+$", ""));
    if (address.getHost() == null || !Set.of("http", "https").contains(address.getScheme())) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT is \"" + endpoint + "\"; write an address such as " + DEFAULT_ENDPOINT);
    }
    return new HubSettings(
        address,
        cache(environment),
        value(environment, "HF_TOKEN"),
        flag(environment, "HF_HUB_OFFLINE") || flag(environment, "NULLSCOPE_OFFLINE"));
  }

  private static Path cache(Map<String, String> environment) {
    Path cache =
        value(environment, "NULLSCOPE_HUB_CACHE")
            .map(Path::of)
            .orElseGet(
                () ->
                    value(environment, "NULLSCOPE_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".nullscope"))
                        .resolve("cache")
                        .resolve("hub"));
    return cache.toAbsolutePath().normalize();
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static boolean flag(Map<String, String> environment, String name) {
    return value(environment, name)
        .filter(v -> TRUE.contains(v.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "%s, cache %s%s".formatted(endpoint, cache, offline ? ", offline" : "");
  }
}
