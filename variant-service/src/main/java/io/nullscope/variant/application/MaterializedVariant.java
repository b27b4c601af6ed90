package io.nullscope.variant.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.Digest;
import io.nullscope.study.HookPoint;
import io.nullscope.study.ModelShape;
import java.util.List;

/**
 * A variant in the store.
 *
 * @param id artifact id of its manifest
 * @param location where the checkpoint was that it was made from
 * @param checkpoint {@link Checkpoint#digest}
 * @param hookPoints every hook point of the study, resolved
 * @param origin how the weights came about, for people
 * @param notices what a user should know about the model, each a sentence without a full stop
 * @param reused whether the manifest existed already
 */
public record MaterializedVariant(
    ArtifactId id,
    ModelLocation location,
    Digest checkpoint,
    ModelShape shape,
    List<HookPoint> hookPoints,
    String origin,
    List<String> notices,
    boolean reused) {

  public MaterializedVariant {
    hookPoints = List.copyOf(hookPoints);
    notices = List.copyOf(notices);
  }
}
