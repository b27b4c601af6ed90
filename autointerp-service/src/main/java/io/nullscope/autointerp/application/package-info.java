/**
 * What autointerp-service does once it has an SAE's activations: score its latents. The ports are
 * what it needs from outside.
 */
package io.nullscope.autointerp.application;
