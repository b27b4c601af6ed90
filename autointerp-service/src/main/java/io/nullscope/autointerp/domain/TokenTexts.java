package io.nullscope.autointerp.domain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of each vocabulary id, as the tokenizer decodes it alone (a leading space is part of the
 * text).
 */
@FunctionalInterface
public interface TokenTexts {

  /** Text of one token; never null. */
  String text(int tokenId);

  /** Text of consecutive tokens, unmarked. */
  default String plain(List<Integer> tokenIds) {
    return tokenIds.stream().map(this::text).collect(Collectors.joining());
  }
}
