package io.nullscope.study;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads and validates studies. Never throws for what is written in a study: everything that is
 * wrong with it is reported at once, with the path, the line, the problem and the fix. Text from
 * strangers is safe: size, depth and aliases are limited, and YAML tags are refused.
 */
public final class StudySpecReader {
  private StudySpecReader() {}

  /** Reads a study file, YAML or JSON, of at most 2^20 characters. */
  public static SpecResult read(String yamlOrJson) {
    return withOverrides(yamlOrJson, List.of());
  }

  /** Reads a study from maps, lists, strings, numbers and booleans. */
  public static SpecResult read(Map<String, ?> tree) {
    SpecProblems problems = new SpecProblems();
    return SpecSchema.read(SpecNode.of(tree, problems), problems);
  }

  /**
   * Reads a study that another version of this library has read before and written with {@link
   * StudySpec#toTree()}. Settings that only that version knows are left out; its word that they may
   * be is {@link StudySpec#VERSION}.
   *
   * @param ignored called with the path of each setting that is left out
   */
  public static SpecResult readWritten(Map<String, ?> tree, Consumer<String> ignored) {
    SpecProblems problems = new SpecProblems();
    return readWritten(SpecNode.of(tree, problems), problems, ignored);
  }

  /** The same from the JSON of the tree. */
  public static SpecResult readWritten(String json, Consumer<String> ignored) {
    SpecProblems problems = new SpecProblems();
    return SpecParser.study(json, problems)
        .map(root -> readWritten(root, problems, ignored))
        .orElseGet(problems::invalid);
  }

  /**
   * Reads a study that anybody has asked for in a fact: strictly, but for what versions before
   * {@link StudySpec#VERSION} wrote into every fact and which changes nothing that is computed.
   *
   * @param ignored called with the path of each setting that is left out
   */
  public static SpecResult readRequested(Map<String, ?> tree, Consumer<String> ignored) {
    SpecProblems problems = new SpecProblems();
    return SpecSchema.read(
        SpecNode.of(tree, problems), problems, keys -> keys.reportUnknown(problems, ignored));
  }

  private static SpecResult readWritten(
      SpecNode.Mapping root, SpecProblems problems, Consumer<String> ignored) {
    return SpecSchema.read(
        root,
        problems,
        keys -> keys.unknown((path, key) -> ignored.accept(SpecProblems.child(path, key))));
  }

  /**
   * Reads a study file after setting single fields of it. An override is {@code path=value}; the
   * value is YAML (a scalar, or a list or map in brackets), the path names a field ({@code sae.k})
   * that need not be in the file. Later ones win. An empty value unsets.
   */
  public static SpecResult withOverrides(String yamlOrJson, List<String> overrides) {
    SpecProblems problems = new SpecProblems();
    Optional<SpecNode.Mapping> study = SpecParser.study(yamlOrJson, problems);
    if (study.isEmpty()) {
      return problems.invalid();
    }
    SpecNode.Mapping root = study.get();
    for (String override : overrides) {
      root = SpecOverride.apply(root, override, problems);
    }
    return SpecSchema.read(root, problems);
  }
}
