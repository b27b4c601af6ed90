package io.nullscope.artifacts;

/**
 * Identity of an artifact: the SHA-256 of its canonical request.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ArtifactId(String hex) implements Comparable<ArtifactId> {

  public ArtifactId {
    Digest.requireHex(hex, "artifact id");
  }

  @Override
  public int compareTo(ArtifactId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
