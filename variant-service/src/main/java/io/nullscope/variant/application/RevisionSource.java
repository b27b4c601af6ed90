package io.nullscope.variant.application;

import java.util.Optional;

/** Knows which commit a revision is at. */
@FunctionalInterface
public interface RevisionSource {

  /**
   * The commit that the location's revision is at now; empty for sources without commits.
   *
   * @throws io.nullscope.messaging.RejectedException when the source is malformed
   */
  Optional<String> commit(ModelLocation location);
}
