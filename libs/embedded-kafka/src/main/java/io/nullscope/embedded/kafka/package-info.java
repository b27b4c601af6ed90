/**
 * A real Kafka broker in KRaft mode on one directory, in a process of its own, for the one-machine
 * stack and for tests.
 */
package io.nullscope.embedded.kafka;
