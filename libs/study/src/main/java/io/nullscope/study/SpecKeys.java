package io.nullscope.study;

import io.nullscope.study.SpecNode.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Remembers which keys exist, and reports those of the study that do not. */
final class SpecKeys {
  /** Settings that are gone, with what to write instead. */
  private static final Map<String, String> GONE =
      Map.of(
          "excludeTokens",
          "remove it and use positions, which leaves tokens out of training, evaluation and"
              + " interpretation alike: special ones by default, others by positions.tokens",
          "permutations",
          "remove it: nothing is permuted any more, verdicts count the draws of a null"
              + " (variantSeeds) and the seeds of the SAEs (sae.seeds)",
          "equivalenceMargin",
          "remove it: each metric has a margin of its own; for other ones set statistics.margins,"
              + " e.g. margins: {fuzzing.auroc.v1: 0.05}");

  /** Those of them that changed verdicts alone. */
  private static final Set<String> OF_VERDICTS =
      Set.of("statistics.permutations", "statistics.equivalenceMargin");

  private final Map<String, Mapping> sections = new LinkedHashMap<>();
  private final Map<String, Set<String>> known = new LinkedHashMap<>();
  private final Set<String> ignored = new LinkedHashSet<>();

  void section(String path, Mapping node) {
    sections.put(path, node);
  }

  void known(String path, String key) {
    known.computeIfAbsent(path, any -> new LinkedHashSet<>()).add(key);
  }

  /** Reports no unknown keys there: what they mean hangs on something that is itself wrong. */
  void ignore(String path) {
    ignored.add(path);
  }

  void reportUnknown(SpecProblems problems) {
    reportUnknown(problems, child -> false);
  }

  /**
   * The same, but for those that earlier versions wrote into every study and that changed verdicts
   * alone.
   *
   * @param ignored called with the path of each of them
   */
  void reportUnknown(SpecProblems problems, Consumer<String> ignored) {
    reportUnknown(
        problems,
        child -> {
          boolean ofVerdicts = OF_VERDICTS.contains(child);
          if (ofVerdicts) {
            ignored.accept(child);
          }
          return ofVerdicts;
        });
  }

  private void reportUnknown(SpecProblems problems, Predicate<String> leftOut) {
    unknown(
        (path, key) -> {
          if (leftOut.test(SpecProblems.child(path, key))) {
            return;
          }
          Set<String> here = known.getOrDefault(path, Set.of());
          problems.add(
              SpecProblems.child(path, key),
              sections.get(path).entries().get(key).line(),
              GONE.containsKey(key) ? "is gone" : "there is no such setting",
              fix(path, key, here));
        });
  }

  /** Calls with the section and the name of each setting of the study that does not exist. */
  void unknown(BiConsumer<String, String> found) {
    sections.forEach(
        (path, node) -> {
          Set<String> here = known.getOrDefault(path, Set.of());
          for (String key : node.entries().keySet()) {
            if (!here.contains(key) && !ignored.contains(path)) {
              found.accept(path, key);
            }
          }
        });
  }

  private String fix(String path, String key, Set<String> here) {
    if (GONE.containsKey(key)) {
      return GONE.get(key);
    }
    List<String> near = near(key, here);
    if (!near.isEmpty()) {
      return "did you mean " + SpecProblems.child(path, near.get(0)) + "?";
    }
    List<String> elsewhere = new ArrayList<>();
    known.forEach(
        (section, keys) ->
            keys.stream()
                .filter(name -> plain(name).equals(plain(key)))
                .forEach(name -> elsewhere.add(SpecProblems.child(section, name))));
    return elsewhere.isEmpty()
        ? "remove it; the settings here are " + String.join(", ", here)
        : "did you mean " + String.join(" or ", elsewhere) + "?";
  }

  /** What to write instead of a word that is none of the choices. */
  static String suggest(String word, Collection<String> choices) {
    List<String> near = near(word, choices);
    return near.isEmpty()
        ? "use " + (choices.size() > 1 ? "one of " : "") + String.join(", ", choices)
        : "did you mean " + near.get(0) + "?";
  }

  private static List<String> near(String word, Collection<String> choices) {
    String plain = plain(word);
    return choices.stream()
        .filter(choice -> distance(plain, plain(choice)) <= Math.min(2, plain(choice).length() / 3))
        .sorted(Comparator.comparingInt(choice -> distance(plain, plain(choice))))
        .toList();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }

  /**
   * Edits between two words, swapped neighbours counting as one; words far too long are simply far.
   */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(previous[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
        }
      }
      beforePrevious = previous;
      previous = row;
    }
    return previous[b.length()];
  }
}
