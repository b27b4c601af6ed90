/** Questions about studies and their results. */
package io.nullscope.metrics.adapter.grpc;
