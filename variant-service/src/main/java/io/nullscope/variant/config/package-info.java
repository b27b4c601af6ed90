/** Wires the service together. */
package io.nullscope.variant.config;
