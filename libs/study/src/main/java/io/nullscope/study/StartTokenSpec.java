package io.nullscope.study;

import java.util.Locale;
import java.util.Objects;

/** The token that begins every document of the corpus. */
public sealed interface StartTokenSpec {

  /** A token by its id in the tokenizer. */
  record Id(int value) implements StartTokenSpec {
    public Id {
      Require.atLeast(0, value, "corpus.startToken");
    }
  }

  /** A token by its text, e.g. {@code <|endoftext|>}. */
  record Text(String value) implements StartTokenSpec {
    public Text {
      Objects.requireNonNull(value, "value");
    }
  }

  /** Without a token of the study's own. */
  enum Rule implements StartTokenSpec {
    /** What the model's tokenizer puts before a text, if anything. */
    AUTO,
    /** Documents follow each other without a mark. */
    NONE;

    /** The name used in study files. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
