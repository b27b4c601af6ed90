/**
 * How a service takes part in the conversation on Kafka: parsing records, running idempotent steps
 * with a bounded retry, telling failures apart, and acknowledging in the right order. It knows no
 * message type.
 *
 * <p>Order of effects in a step: compute, write data, write the manifest, publish and await the
 * broker's acknowledgement, then acknowledge the input (docs/messaging.md).
 */
package io.nullscope.messaging;
