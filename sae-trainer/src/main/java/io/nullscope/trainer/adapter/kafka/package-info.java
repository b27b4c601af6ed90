/** Kafka side of the service: ActivationsExtracted in, SaeTrained out. */
package io.nullscope.trainer.adapter.kafka;
