package io.nullscope.study;

import java.util.Locale;

/**
 * A token whose rows are left out of SAE training: the activations at the positions where it is the
 * input. Evaluation sees them all the same.
 */
public sealed interface ExcludedToken {
  /** A token by its id in the tokenizer. */
  record Id(int value) implements ExcludedToken {
    public Id {
      Require.atLeast(0, value, "sae.excludeTokens");
    }
  }

  /** A token by what it is for; its id is in the model's {@code config.json}. */
  enum Special implements ExcludedToken {
    /** {@code bos_token_id}: starts a text. */
    BOS,
    /** {@code eos_token_id}: ends a text. */
    EOS;

    /** The name used in study files. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
