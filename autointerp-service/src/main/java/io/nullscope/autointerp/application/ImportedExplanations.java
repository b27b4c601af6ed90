package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;

/** Explanations that were made elsewhere. */
public interface ImportedExplanations {

  /**
   * Digest of what a source holds, in 64 hexadecimal digits: scores depend on it, not on its place.
   *
   * @param source as the study gives it, for example {@code file:explanations.jsonl}
   */
  String digest(String source);

  /**
   * The explanations of one cell.
   *
   * @param source as the study gives it
   * @param study has the values that explanations may leave out
   * @return knows the latents that have one
   */
  Explainer read(String source, StudySpec study, CellKey cell);
}
