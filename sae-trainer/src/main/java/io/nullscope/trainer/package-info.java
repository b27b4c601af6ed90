/**
 * Trains sparse autoencoders on stored activations, one for each variant, hook point and seed. Owns
 * the artifacts of kind {@code sae}.
 */
package io.nullscope.trainer;
