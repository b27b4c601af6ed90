package io.nullscope.cli.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The random key pair of a home's object store, made on first use and readable by its owner only.
 */
record S3Credentials(String accessKey, String secretKey) {
  private static final String ACCESS_KEY = "accessKey";
  private static final String SECRET_KEY = "secretKey";

  /**
   * Reads the pair of a home, or makes one.
   *
   * @throws StackException when the file cannot be read or written
   */
  static S3Credentials of(StackHome home) {
    Path file = home.credentials();
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      SecureRandom random = new SecureRandom();
      S3Credentials made = new S3Credentials(hex(random, 10), hex(random, 20));
      write(file, made);
      return made;
    } catch (IOException e) {
      throw new StackException(
          "Cannot read or write %s: %s.%s".formatted(file, e.getMessage(), home.diskHint()), e);
    } catch (IllegalArgumentException e) {
      throw new StackException(
          "Cannot use the S3 credentials in %s: %s. Delete the file to have new ones made."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static S3Credentials read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    String accessKey = properties.getProperty(ACCESS_KEY, "");
    String secretKey = properties.getProperty(SECRET_KEY, "");
    if (accessKey.isBlank() || secretKey.isBlank()) {
      throw new IllegalArgumentException("accessKey or secretKey is missing");
    }
    return new S3Credentials(accessKey, secretKey);
  }

  private static void write(Path file, S3Credentials credentials) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(ACCESS_KEY, credentials.accessKey());
    properties.setProperty(SECRET_KEY, credentials.secretKey());
    StringWriter text = new StringWriter();
    properties.store(text, "Object store of this home; listens on the loopback interface only.");
    // The mode is set at creation, so that the secret is never readable by others, not even for a
    // moment.
    Path temporary = Files.createTempFile(file.getParent(), ".credentials", null, ownerOnly());
    Files.write(temporary, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** Without the secret: records end up in logs. */
  @Override
  public String toString() {
    return "S3Credentials[accessKey=" + accessKey + "]";
  }
}
