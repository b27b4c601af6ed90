/** Judging by a language model, beside the time that its server needs. */
package io.nullscope.benchmarks.judging;
