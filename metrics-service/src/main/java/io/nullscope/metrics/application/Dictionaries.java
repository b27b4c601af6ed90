package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.DictionaryLikeness;
import java.util.List;

/** Compares the decoders of SAEs. A port. */
public interface Dictionaries {

  /**
   * What an SAE has in common with others of the same shape.
   *
   * @param others ids of at least one of them
   */
  DictionaryLikeness likeness(String saeId, List<String> others);
}
