package io.nullscope.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The small text that stands for a large file in a clone that was made without git-lfs.
 *
 * <p>Source: github.com/git-lfs/git-lfs, docs/spec.md.
 */
public final class GitLfsPointer {

  private static final byte[] BEGIN =
      "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.US_ASCII);

  /** Bytes from the start of a file that tell. */
  public static final int BYTES = BEGIN.length;

  /** What to say of a file that is one, after its name. */
  public static final String PROBLEM =
      "is a Git LFS pointer, not the file itself; run `git lfs pull` in its folder, or download the file";

  private GitLfsPointer() {}

  /** Whether a file that begins so is a pointer. */
  public static boolean begins(byte[] start) {
    return start.length >= BYTES && Arrays.equals(start, 0, BYTES, BEGIN, 0, BYTES);
  }

  /** Whether the file is a pointer. */
  public static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return begins(in.readNBytes(BYTES));
    }
  }
}
