/** Latent caching, beside delphi. */
package io.nullscope.benchmarks.caching;
