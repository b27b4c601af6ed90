/** Wires the service together. */
package io.nullscope.autointerp.config;
