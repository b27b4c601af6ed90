/** The training of sparse autoencoders, measured. */
package io.nullscope.benchmarks.sae;
