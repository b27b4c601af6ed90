package io.nullscope.study;

import java.util.Collection;

/** What to write in the place of a name that there is not. */
public final class Suggestion {

  private Suggestion() {}

  /** "did you mean …?", or all that there is when nothing is near. */
  public static String of(String name, Collection<String> there) {
    return SpecKeys.suggest(name, there);
  }
}
