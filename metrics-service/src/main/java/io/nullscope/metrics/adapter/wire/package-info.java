/**
 * Conversion of scores and metrics between wire messages and the domain, for artifacts and gRPC
 * alike.
 */
package io.nullscope.metrics.adapter.wire;
