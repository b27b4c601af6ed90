package io.nullscope.study;

import java.util.Collection;

/** What to write in the place of a name that there is not. */
public final class Suggestion {

  private Suggestion() {}

  /** "did you mean …?" of what it begins, or is near; or all that there is. */
  public static String of(String name, Collection<String> there) {
    return there.stream()
        .filter(other -> other.startsWith(name + "."))
        .findFirst()
        .map(other -> "did you mean %s?".formatted(other))
        .orElseGet(() -> SpecKeys.suggest(name, there));
  }
}
