package io.nullscope.artifacts;

import java.net.URI;
import java.util.Objects;

/**
 * Where the object store is and how to sign in.
 *
 * @param endpoint base address, for example {@code http://127.0.0.1:9000}
 * @param region signing region; {@code us-east-1} for stores that have none
 * @param bucket bucket that holds everything; created when missing
 */
public record S3Config(
    String endpoint, String region, String bucket, String accessKey, String secretKey) {

  public S3Config {
    Objects.requireNonNull(accessKey, "accessKey");
    Objects.requireNonNull(secretKey, "secretKey");
    if (region == null || region.isBlank()) {
      throw new IllegalArgumentException(
          "S3 region is empty; use us-east-1 if your store has none");
    }
    if (bucket == null || !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException(
          "S3 bucket name \""
              + bucket
              + "\" is not valid: 3 to 63 lower-case letters, digits, dots or hyphens");
    }
    String scheme = endpoint == null ? null : URI.create(endpoint).getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new IllegalArgumentException(
          "S3 endpoint \"" + endpoint + "\" is not an http:// or https:// address");
    }
  }

  /** Everything but the secret key. */
  @Override
  public String toString() {
    return "S3Config[endpoint=%s, region=%s, bucket=%s, accessKey=%s]"
        .formatted(endpoint, region, bucket, accessKey);
  }
}
