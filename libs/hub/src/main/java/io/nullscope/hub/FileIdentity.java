package io.nullscope.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What the Hub says that the content of a file is: the SHA-256 of a large file, the git blob id
 * (SHA-1 over {@code "blob " + size + "\0" + content}) of a small one.
 *
 * @param digest in lower-case hexadecimal digits, when the Hub says it
 * @param size in bytes, when the Hub says it
 */
record FileIdentity(Optional<String> digest, OptionalLong size) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHA1_DIGITS = 40;
  private static final int BUFFER_BYTES = 1 << 16;

  /** From the headers of the Hub's own answer, which may be a redirect. */
  static FileIdentity of(HttpHeaders headers, boolean wholeFile) {
    Optional<String> tag = headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag"));
    OptionalLong linked = headers.firstValueAsLong("X-Linked-Size");
    OptionalLong size =
        linked.isPresent() || !wholeFile ? linked : headers.firstValueAsLong("Content-Length");
    return new FileIdentity(
        tag.map(FileIdentity::unquoted).filter(value -> HEX.matcher(value).matches()), size);
  }

  private static String unquoted(String tag) {
    return tag.replaceFirst("^W/", "").replace("\"", "");
  }

  /** What is wrong with a file, or empty when it is the one. */
  Optional<String> problem(Path file) throws IOException {
    long bytes = Files.size(file);
    if (size.isPresent() && size.getAsLong() != bytes) {
      return Optional.of("has %d bytes instead of %d".formatted(bytes, size.getAsLong()));
    }
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    boolean git = digest.get().length() == SHA1_DIGITS;
    String actual = digest(file, git, bytes);
    return actual.equals(digest.get())
        ? Optional.empty()
        : Optional.of(
            "has the %s %s instead of %s"
                .formatted(git ? "git id" : "SHA-256", actual, digest.get()));
  }

  private static String digest(Path file, boolean git, long bytes) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(git ? "SHA-1" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1 and SHA-256", e);
    }
    if (git) {
      digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
