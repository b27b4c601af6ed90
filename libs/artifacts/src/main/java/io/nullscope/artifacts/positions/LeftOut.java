package io.nullscope.artifacts.positions;

/** Why a position does not count. Where several reasons hold, the first of them is counted. */
public enum LeftOut {
  /** It is one of the first of its window. */
  FIRST("first"),
  /** The token is special: the tokenizer says so, or it begins documents. */
  SPECIAL_TOKEN("specialTokens"),
  /** The study lists the token. */
  LISTED_TOKEN("tokens"),
  /** The activation is many times as long as the median one. */
  LARGE_NORM("maxNormMedians");

  private final String id;

  LeftOut(String id) {
    this.id = id;
  }

  /** The setting under {@code positions} that it comes from. */
  public String id() {
    return id;
  }
}
