/**
 * Runs a variant over the corpus and stores the residual stream at every hook point. Owns the
 * artifacts of kinds {@code tokens} and {@code activations}.
 */
package io.nullscope.activation;
