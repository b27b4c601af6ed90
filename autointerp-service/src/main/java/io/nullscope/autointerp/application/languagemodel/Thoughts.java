package io.nullscope.autointerp.application.languagemodel;

/** What models that think aloud write before their answer. */
final class Thoughts {

  private static final String END = "</think>";

  private Thoughts() {}

  /** What comes after the thoughts; all of it when there are none. */
  static String without(String text) {
    int end = text.lastIndexOf(END);
    return end < 0 ? text : text.substring(end + END.length());
  }
}
