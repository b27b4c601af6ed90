/**
 * Encodes activations with a trained SAE, explains a sample of its latents and judges the
 * explanations. Owns the artifacts of kinds {@code latent-cache} and {@code latents}.
 */
package io.nullscope.autointerp;
