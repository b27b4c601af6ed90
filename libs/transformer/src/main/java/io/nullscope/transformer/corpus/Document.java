package io.nullscope.transformer.corpus;

import java.util.Objects;

/**
 * A text of a corpus.
 *
 * @param id number of the document in its corpus, from 0
 * @param text never blank
 */
public record Document(int id, String text) {
  public Document {
    Objects.requireNonNull(text, "text");
  }
}
