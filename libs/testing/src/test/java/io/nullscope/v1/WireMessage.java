package io.nullscope.v1;

/** Stands for a generated message, which this module does not know. */
public class WireMessage {}
