/** Error rates of verdicts: on simulated studies as the design asks for, and on real ones. */
package io.nullscope.benchmarks.verdicts;
