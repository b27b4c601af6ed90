package io.nullscope.metrics.adapter.store;

/** A fact names an artifact that is not in the store. */
public class MissingArtifactException extends RuntimeException {

  MissingArtifactException(String kind, String id) {
    super(
        "artifact "
            + kind
            + "/"
            + id
            + " is not in the object store; run the study again to have it made again");
  }
}
