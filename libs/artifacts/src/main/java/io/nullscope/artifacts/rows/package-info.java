/**
 * Long tables of float32 rows, such as activations, cut in shards: written in one pass with the
 * memory of one shard, read shard by shard.
 */
package io.nullscope.artifacts.rows;
