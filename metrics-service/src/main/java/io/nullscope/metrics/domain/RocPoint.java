package io.nullscope.metrics.domain;

/** A point of a ROC curve; both rates are in 0..1. */
public record RocPoint(double falsePositiveRate, double truePositiveRate) {}
