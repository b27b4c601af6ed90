package io.nullscope.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A study before validation: a tree whose nodes know their lines (0 when the study is not text).
 */
sealed interface SpecNode {
  /** Deeper trees are refused; a study needs five levels. */
  int MAX_DEPTH = 16;

  int line();

  /** What the node is, for messages. */
  String describe();

  record Mapping(Map<String, Entry> entries, int line) implements SpecNode {
    Mapping with(String key, SpecNode value) {
      Map<String, Entry> copy = new LinkedHashMap<>(entries);
      copy.put(key, new Entry(value.line(), value));
      return new Mapping(copy, line);
    }

    @Override
    public String describe() {
      return "a map";
    }
  }

  /** A key's line and its value. */
  record Entry(int line, SpecNode value) {}

  record Sequence(List<SpecNode> items, int line) implements SpecNode {
    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Text as it was written; a number keeps its spelling. */
  record Scalar(Kind kind, String text, int line) implements SpecNode {
    private static final int SHOWN = 40;

    enum Kind {
      NOTHING,
      BOOLEAN,
      NUMBER,
      TEXT
    }

    @Override
    public String describe() {
      return switch (kind) {
        case NOTHING -> "nothing";
        case BOOLEAN, NUMBER -> text;
        case TEXT -> "'" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "'";
      };
    }
  }

  /** The node of a tree of maps, lists and values. */
  static Mapping of(Map<String, ?> tree, SpecProblems problems) {
    return mapping(tree, "", 1, problems);
  }

  private static Mapping mapping(Map<?, ?> map, String path, int depth, SpecProblems problems) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String child = SpecProblems.child(path, String.valueOf(key));
          entries.put(String.valueOf(key), new Entry(0, node(value, child, depth + 1, problems)));
        });
    return new Mapping(entries, 0);
  }

  private static SpecNode node(Object value, String path, int depth, SpecProblems problems) {
    if (depth > MAX_DEPTH) {
      problems.add(path, 0, "is nested too deeply", "a study has at most five levels");
      return new Scalar(Scalar.Kind.NOTHING, "", 0);
    }
    if (value instanceof Map<?, ?> map) {
      return mapping(map, path, depth, problems);
    }
    if (value instanceof List<?> list) {
      List<SpecNode> items = new ArrayList<>();
      for (Object item : list) {
        items.add(node(item, path + "[" + items.size() + "]", depth + 1, problems));
      }
      return new Sequence(items, 0);
    }
    if (value == null) {
      return new Scalar(Scalar.Kind.NOTHING, "", 0);
    }
    if (value instanceof Boolean) {
      return new Scalar(Scalar.Kind.BOOLEAN, value.toString(), 0);
    }
    if (value instanceof Double number && !Double.isInfinite(number) && !Double.isNaN(number)) {
      return new Scalar(Scalar.Kind.NUMBER, CanonicalJson.number(number), 0);
    }
    return new Scalar(
        value instanceof Number ? Scalar.Kind.NUMBER : Scalar.Kind.TEXT, value.toString(), 0);
  }
}
