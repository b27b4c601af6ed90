/** Benchmarks beside the programs that people use now; see benchmarks/README.md. */
package io.nullscope.benchmarks;
