package io.nullscope.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a stack keeps its state:
 *
 * <pre>
 * kafka/  topics            s3/  objects            db/  read model (H2)
 * logs/   one log a child   lock, ports.properties, s3-credentials.properties, children
 * </pre>
 */
public record StackHome(Path root) {
  static final String VARIABLE = "NULLSCOPE_HOME";

  /** The broker and the store end, or refuse, before the last byte is used. */
  private static final long FULL_BYTES = 16L << 20;

  /** The directory that {@code NULLSCOPE_HOME} names, or {@code ~/.nullscope}. */
  public static StackHome of(Map<String, String> environment) {
    String named = environment.get(VARIABLE);
    Path root =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".nullscope")
            : Path.of(named);
    return new StackHome(root.toAbsolutePath().normalize());
  }

  /**
   * Makes the directories that are missing.
   *
   * @throws StackException when they cannot be made
   */
  void create() {
    try {
      for (Path directory : new Path[] {kafka(), s3(), database(), logs()}) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new StackException(
          "Cannot create the state directory %s: %s. Set %s to a directory that you may write."
              .formatted(root, e, VARIABLE),
          e);
    }
  }

  /** What to tell when something here went wrong and the disk is full; otherwise nothing. */
  String diskHint() {
    try {
      return Files.getFileStore(root).getUsableSpace() < FULL_BYTES
          ? " The disk of %s is full: free some space there, and run the same command again."
              .formatted(root)
          : "";
    } catch (IOException e) {
      // The hint is an extra; what went wrong is told without it.
      return "";
    }
  }

  /** Whether a stack has ever been here. */
  public boolean isUsed() {
    return Files.isDirectory(database());
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path s3() {
    return root.resolve("s3");
  }

  Path database() {
    return root.resolve("db");
  }

  /** Logs of the children. */
  public Path logs() {
    return root.resolve("logs");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path ports() {
    return root.resolve("ports.properties");
  }

  /** The S3 key pair, readable by its owner only. */
  public Path credentials() {
    return root.resolve("s3-credentials.properties");
  }

  Path children() {
    return root.resolve("children");
  }
}
