package io.nullscope.autointerp.domain;

/**
 * The text of each vocabulary id, as the tokenizer decodes it alone (a leading space is part of the
 * text).
 */
@FunctionalInterface
public interface TokenTexts {

  /** Text of one token; never null. */
  String text(int tokenId);
}
