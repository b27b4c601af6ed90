/**
 * The arithmetic of the metrics: values, intervals and verdicts. JDK and libs/verdicts only.
 *
 * <p>All sums are float64. Random draws come from a generator that the caller seeds, so that equal
 * inputs give equal outputs on every machine.
 */
package io.nullscope.metrics.domain;
