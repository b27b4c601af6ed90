package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import java.util.List;
import java.util.Map;

/** Sets one field of a study: {@code path=value}. */
final class SpecOverride {
  private static final String PATH = "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*";

  private SpecOverride() {}

  /**
   * The tree with the field set; unchanged, with an error in {@code problems}, when the override
   * cannot be read.
   */
  static Mapping apply(Mapping root, String override, SpecProblems problems) {
    int equals = override.indexOf('=');
    String path = (equals < 0 ? override : override.substring(0, equals)).strip();
    if (equals < 0 || !path.matches(PATH)) {
      problems.add(
          path,
          0,
          "'" + override + "' is not an override",
          "write PATH=VALUE, e.g. sae.k=16 or variants=[trained,step0]");
      return root;
    }
    return SpecParser.value(override.substring(equals + 1), path, problems)
        .map(value -> set(root, List.of(path.split("\\.")), value))
        .orElse(root);
  }

  private static Mapping set(Mapping parent, List<String> keys, SpecNode value) {
    String key = keys.get(0);
    if (keys.size() == 1) {
      return parent.with(key, value);
    }
    Entry existing = parent.entries().get(key);
    Mapping child =
        existing != null && existing.value() instanceof Mapping mapping
            ? mapping
            : new Mapping(Map.of(), 0);
    return parent.with(key, set(child, keys.subList(1, keys.size()), value));
  }
}
