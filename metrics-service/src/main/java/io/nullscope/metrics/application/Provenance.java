package io.nullscope.metrics.application;

/**
 * What computed the results.
 *
 * @param version of Nullscope
 * @param engine tensor engine with version, e.g. "PyTorch 2.7.1"
 * @param device where it ran, e.g. "cpu"
 */
public record Provenance(String version, String engine, String device) {}
