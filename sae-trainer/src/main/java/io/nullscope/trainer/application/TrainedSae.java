package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactId;

/** An SAE in the store, and whether it was there already. */
public record TrainedSae(ArtifactId id, boolean reused) {}
