/** Wires the service together. */
package io.nullscope.activation.config;
