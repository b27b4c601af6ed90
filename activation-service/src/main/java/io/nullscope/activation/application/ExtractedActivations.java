package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.Digest;

/**
 * Activations in the store.
 *
 * @param id artifact id of the activations of all hook points
 * @param tokensId artifact id of the token windows that were run
 * @param positionsId artifact id of the positions that count
 * @param corpus digest of the corpus that they come from
 * @param reused whether the manifest existed already
 */
public record ExtractedActivations(
    ArtifactId id, ArtifactId tokensId, ArtifactId positionsId, Digest corpus, boolean reused) {}
