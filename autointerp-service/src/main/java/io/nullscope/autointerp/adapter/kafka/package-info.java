/** Kafka side of the service: SaeTrained in, LatentsScored out. */
package io.nullscope.autointerp.adapter.kafka;
