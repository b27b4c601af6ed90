/**
 * Makes a small GPT-NeoX model from text, the way Pythia was made: tokenizer, initial weights,
 * training, and a corpus that the model writes. {@link io.nullscope.pretraining.DemoModelProgram}
 * is the program; everything else is its parts.
 */
package io.nullscope.pretraining;
