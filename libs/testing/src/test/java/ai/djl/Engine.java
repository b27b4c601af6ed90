package ai.djl;

/** Stands for the tensor engine, which this module does not know. */
public class Engine {}
