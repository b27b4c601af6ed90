/** Error rates of verdicts, with as many repetitions as the design. */
package io.nullscope.benchmarks.verdicts;
