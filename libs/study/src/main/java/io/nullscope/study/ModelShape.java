package io.nullscope.study;

import java.util.Objects;

/**
 * The sizes of a transformer that decide what a study has to do.
 *
 * @param family {@code model_type} of its {@code config.json}, for example {@code gpt_neox}
 * @param layers number of blocks L
 * @param width width of the residual stream D
 * @param vocabulary rows of the embedding V
 * @param maxContext longest context the model was built for, in tokens
 */
public record ModelShape(String family, int layers, int width, int vocabulary, int maxContext) {
  public ModelShape {
    Objects.requireNonNull(family, "family");
    Require.atLeast(1, layers, "layers");
    Require.atLeast(1, width, "width");
    Require.atLeast(1, vocabulary, "vocabulary");
    Require.atLeast(1, maxContext, "maxContext");
  }
}
