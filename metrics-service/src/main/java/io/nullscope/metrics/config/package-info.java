/** Wires the service together. */
package io.nullscope.metrics.config;
