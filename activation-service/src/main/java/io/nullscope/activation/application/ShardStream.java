package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.study.HookPoint;

/**
 * Training activations of one hook point, made shard by shard for one study.
 *
 * @param shardTokens rows of a shard, rounded down to whole windows
 * @param windowShards most shards that exist at a time
 */
public record ShardStream(
    String studyId,
    ArtifactId variantId,
    ArtifactId activationsId,
    ArtifactId tokensId,
    HookPoint hookPoint,
    int shardTokens,
    int windowShards) {}
