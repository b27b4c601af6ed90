/** The gRPC services of {@code nullscope.v1}: thin, every call is one use case or query. */
package io.nullscope.metrics.adapter.grpc;
