/** Wires the service together. */
package io.nullscope.trainer.config;
