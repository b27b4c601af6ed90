package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sets one field of a study: {@code path=value}. An element of a list is named by its number from
 * 0, {@code sae[1].k}, or, where it has one, by its name, {@code sae.wide.k}.
 */
final class SpecOverride {
  private static final String KEY = "[A-Za-z0-9_-]+(\\[[0-9]{1,4}\\])*";
  private static final String PATH = KEY + "(\\." + KEY + ")*";

  private final String path;
  private final SpecNode value;

  private SpecOverride(String path, SpecNode value) {
    this.path = path;
    this.value = value;
  }

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
        .map(value -> new SpecOverride(path, value).set(root, problems))
        .orElse(root);
  }

  private Mapping set(Mapping root, SpecProblems problems) {
    try {
      return (Mapping) set(root, List.of(path.split("\\.|(?=\\[)")));
    } catch (NoSuchElement e) {
      problems.add(path, 0, e.getMessage(), e.fix);
      return root;
    }
  }

  private SpecNode set(SpecNode parent, List<String> steps) {
    if (steps.isEmpty()) {
      return value;
    }
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    if (step.startsWith("[")) {
      return setElement(parent, Integer.parseInt(step.substring(1, step.length() - 1)), rest);
    }
    if (parent instanceof Sequence sequence
        && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
      return setElement(parent, indexOf(step, sequence), rest);
    }
    Mapping mapping = parent instanceof Mapping found ? found : new Mapping(Map.of(), 0);
    Entry existing = mapping.entries().get(step);
    SpecNode child = existing == null ? new Mapping(Map.of(), 0) : existing.value();
    return mapping.with(step, set(child, rest));
  }

  private SpecNode setElement(SpecNode list, int index, List<String> rest) {
    if (!(list instanceof Sequence sequence)) {
      throw new NoSuchElement(
          "[" + index + "] names an element of a list, but the study has no list there",
          "leave out [" + index + "]");
    }
    if (index >= sequence.items().size()) {
      throw new NoSuchElement(
          "the list has " + sequence.items().size() + " elements, counted from 0",
          "use at most [" + (sequence.items().size() - 1) + "]");
    }
    List<SpecNode> items = new ArrayList<>(sequence.items());
    items.set(index, set(items.get(index), rest));
    return new Sequence(items, sequence.line());
  }

  private static int indexOf(String name, Sequence sequence) {
    List<String> names = new ArrayList<>();
    sequence.items().forEach(item -> names.add(SaeSchema.nameOf((Mapping) item)));
    if (!names.contains(name)) {
      throw new NoSuchElement(
          "the study has a list there, and nothing in it has the name '" + name + "'",
          "name an element, e.g. sae[0].k, or sae.NAME.k for the one with that name; names are "
              + String.join(", ", names));
    }
    return names.indexOf(name);
  }

  /** The path leads into a list, to an element that it does not have. */
  private static final class NoSuchElement extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String fix;

    private NoSuchElement(String problem, String fix) {
      super(problem);
      this.fix = fix;
    }
  }
}
