package io.nullscope.artifacts;

/**
 * An artifact that was announced is not in the store, for instance because objects were deleted.
 */
public final class MissingArtifactException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MissingArtifactException(String kind, ArtifactId id) {
    super(
        "Artifact "
            + kind
            + "/"
            + id
            + " is not in the store; if objects were deleted there, run the study again to make it anew");
  }
}
