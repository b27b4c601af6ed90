package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Scalar;
import io.nullscope.study.SpecNode.Scalar.Kind;
import io.nullscope.study.SpecNode.Sequence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One map of a study, read key by key. A getter that finds something wrong reports it and returns a
 * value that is valid, so that reading goes on and finds the rest.
 */
final class SpecSection {
  private final String path;
  private final Mapping node;

  /** The map itself was wrong; what it lacks is no further error. */
  private final boolean broken;

  private final SpecProblems problems;
  private final SpecKeys keys;

  SpecSection(String path, Mapping node, boolean broken, SpecProblems problems, SpecKeys keys) {
    this.path = path;
    this.node = node;
    this.broken = broken;
    this.problems = problems;
    this.keys = keys;
    keys.section(path, node);
  }

  String path() {
    return path;
  }

  String path(String key) {
    return SpecProblems.child(path, key);
  }

  void error(String key, String problem, String fix) {
    problems.add(path(key), line(key), problem, fix);
  }

  /** Reports that the file leaves a setting to be set. */
  void open(String key, String form) {
    problems.open(path(key), line(key), form);
  }

  /** Line of the value, or of the map when the key is absent. */
  int line(String key) {
    Entry entry = node.entries().get(key);
    return entry == null ? node.line() : entry.line();
  }

  /** The value of a key; empty when it is absent or null. */
  Optional<SpecNode> value(String key) {
    keys.known(path, key);
    Entry entry = node.entries().get(key);
    boolean absent =
        entry == null || (entry.value() instanceof Scalar scalar && scalar.kind() == Kind.NOTHING);
    return absent ? Optional.empty() : Optional.of(entry.value());
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  /** The keys of a map whose names are not settings, at most so many. */
  List<String> names(int max) {
    if (node.entries().size() > max) {
      problems.add(
          path,
          node.line(),
          "has " + node.entries().size() + " elements; at most " + max + " are possible",
          "shorten it");
      return List.of();
    }
    return List.copyOf(node.entries().keySet());
  }

  /** The map under a key; an empty one when it is absent. */
  SpecSection section(String key) {
    Optional<SpecNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Mapping)) {
      error(
          key,
          "is a map of settings, but this is " + value.get().describe(),
          "put its settings under it, indented");
      return new SpecSection(path(key), new Mapping(Map.of(), 0), true, problems, keys);
    }
    Map<String, Entry> entries = value.map(found -> ((Mapping) found).entries()).orElse(Map.of());
    return new SpecSection(path(key), new Mapping(entries, line(key)), broken, problems, keys);
  }

  /** The maps under a key, which is one map or a list of them; an empty one when it is absent. */
  List<SpecSection> sections(String key, String fix) {
    Optional<SpecNode> value = value(key);
    if (value.isEmpty() || !(value.get() instanceof Sequence sequence)) {
      return List.of(section(key));
    }
    if (sequence.items().isEmpty()) {
      error(key, "is empty", fix);
      return List.of(new SpecSection(path(key), new Mapping(Map.of(), 0), true, problems, keys));
    }
    if (isTooLong(key, sequence, SpecLimits.CONFIGURATIONS)) {
      return List.of(new SpecSection(path(key), new Mapping(Map.of(), 0), true, problems, keys));
    }
    List<SpecSection> sections = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String at = path(key) + "[" + i + "]";
      SpecNode item = sequence.items().get(i);
      boolean map = item instanceof Mapping;
      if (!map) {
        problems.add(at, item.line(), "is a map of settings, but this is " + item.describe(), fix);
      }
      sections.add(
          new SpecSection(
              at, map ? (Mapping) item : new Mapping(Map.of(), 0), broken || !map, problems, keys));
    }
    return sections;
  }

  /** Reports no unknown keys in the map under a key, which is wrong itself. */
  void ignoreBelow(String key) {
    keys.ignore(path(key));
  }

  /** Text that must be there. */
  String required(String key, String fix) {
    if (!has(key)) {
      missing(key, fix);
    }
    return text(key).orElse("");
  }

  private void missing(String key, String fix) {
    if (!broken && problems.clean(path(key))) {
      error(key, "is missing", fix);
    }
  }

  /** Text that may be absent. A number counts as its own spelling. */
  Optional<String> text(String key) {
    Optional<Scalar> scalar = scalar(key, "text");
    if (scalar.isPresent() && scalar.get().kind() == Kind.BOOLEAN) {
      error(key, "is text, but this is " + scalar.get().describe(), "put it in quotes");
      return Optional.empty();
    }
    return scalar.map(Scalar::text);
  }

  /** A whole number in a range; required when there is no fallback. */
  long whole(String key, Optional<Long> fallback, long min, long max, String fix) {
    Optional<SpecNode> value = value(key);
    if (value.isEmpty()) {
      if (fallback.isEmpty()) {
        missing(key, fix);
      }
      return fallback.orElse(min);
    }
    return wholeOf(value.get(), path(key), line(key), min, max, fix).orElse(fallback.orElse(min));
  }

  /** A whole number from 1 to {@code max}. */
  int count(String key, int fallback, int max, String fix) {
    return (int) whole(key, Optional.of((long) fallback), 1, max, fix);
  }

  private Optional<Long> wholeOf(
      SpecNode node, String at, int line, long min, long max, String fix) {
    Optional<BigDecimal> number = numberOf(node, at, line, "a whole number", fix);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal found = number.get();
    String problem = null;
    if (!SpecNumber.isWhole(found)) {
      problem = "must be a whole number, but is " + node.describe();
    } else if (found.compareTo(BigDecimal.valueOf(min)) < 0) {
      problem = "must be at least " + min + ", but is " + node.describe();
    } else if (found.compareTo(BigDecimal.valueOf(max)) > 0) {
      problem = "must be at most " + max + ", but is " + node.describe();
    }
    if (problem != null) {
      problems.add(at, line, problem, fix);
      return Optional.empty();
    }
    return Optional.of(found.longValueExact());
  }

  /** A number for which {@code valid} holds; empty when it is absent or wrong. */
  Optional<Double> number(String key, Function<Double, Boolean> valid, String range, String fix) {
    Optional<SpecNode> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Double> found =
        numberOf(value.get(), path(key), line(key), "a number", fix).map(BigDecimal::doubleValue);
    if (found.isPresent() && (found.get().isInfinite() || !valid.apply(found.get()))) {
      error(key, "must be " + range + ", but is " + value.get().describe(), fix);
      return Optional.empty();
    }
    return found;
  }

  /** A number above 0, at most {@code max}; empty when it is absent or wrong. */
  Optional<Double> positive(String key, double max, String fix) {
    return number(
        key,
        value -> value > 0 && value <= max,
        "greater than 0 and at most " + CanonicalJson.number(max),
        fix);
  }

  /** A share from 0 to 1; empty when it is absent or wrong. */
  Optional<Double> fraction(String key, String fix) {
    return number(key, value -> value >= 0 && value <= 1, "from 0 to 1", fix);
  }

  private Optional<BigDecimal> numberOf(
      SpecNode node, String at, int line, String expected, String fix) {
    Optional<BigDecimal> number =
        node instanceof Scalar scalar ? SpecNumber.parse(scalar.text()) : Optional.empty();
    if (number.isEmpty()) {
      problems.add(at, line, "must be " + expected + ", but is " + node.describe(), fix);
    }
    return number;
  }

  /** Yes or no. */
  boolean flag(String key, boolean fallback) {
    Optional<Scalar> scalar = scalar(key, "true or false");
    if (scalar.isPresent() && scalar.get().kind() != Kind.BOOLEAN) {
      error(key, "is true or false, but this is " + scalar.get().describe(), "write true or false");
      return fallback;
    }
    return scalar.map(found -> found.text().equalsIgnoreCase("true")).orElse(fallback);
  }

  /** One of several words. */
  <E> E choice(String key, E fallback, Map<String, E> choices) {
    Optional<String> word = text(key);
    if (word.isEmpty()) {
      return fallback;
    }
    E choice = choices.get(word.get());
    if (choice == null) {
      error(
          key, "there is no '" + word.get() + "'", SpecKeys.suggest(word.get(), choices.keySet()));
      return fallback;
    }
    return choice;
  }

  /**
   * A list without duplicates and with at least one element; wrong elements are reported and left
   * out.
   */
  <T> List<T> list(String key, List<T> fallback, String fix, Element<T> element) {
    Optional<SpecNode> value = value(key);
    if (value.isEmpty()) {
      return fallback;
    }
    if (!(value.get() instanceof Sequence sequence)) {
      error(key, "is a list, but this is " + value.get().describe(), fix);
      return fallback;
    }
    if (sequence.items().isEmpty()) {
      error(key, "is empty", fix);
      return fallback;
    }
    if (isTooLong(key, sequence, SpecLimits.ELEMENTS)) {
      return fallback;
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String at = path(key) + "[" + i + "]";
      SpecNode item = sequence.items().get(i);
      Optional<T> read = element.read(item, at, item.line());
      if (read.isPresent() && values.contains(read.get())) {
        problems.add(at, item.line(), "is listed twice: " + item.describe(), "remove one of them");
      } else {
        read.ifPresent(values::add);
      }
    }
    return values.isEmpty() ? fallback : values;
  }

  private boolean isTooLong(String key, Sequence sequence, int max) {
    int elements = sequence.items().size();
    if (elements > max) {
      error(key, "has " + elements + " elements, but may have at most " + max, "shorten the list");
    }
    return elements > max;
  }

  /** Seeds: whole numbers from 0. */
  List<Long> seeds(String key, List<Long> fallback) {
    return list(
        key,
        fallback,
        "write seeds in brackets, e.g. [0, 1, 2]",
        wholes(0, SpecNumber.MAX, "use a whole number from 0"));
  }

  /** Whole numbers from 1 to {@code max}; none when the key is absent. */
  List<Integer> counts(String key, int max, String fix) {
    return list(key, List.of(), fix, wholes(1, max, fix)).stream().map(Math::toIntExact).toList();
  }

  /** An element that is a whole number in a range. */
  Element<Long> wholes(long min, long max, String fix) {
    return (node, at, line) -> wholeOf(node, at, line, min, max, fix);
  }

  /** Reads an element of a list, or reports what is wrong with it and returns nothing. */
  interface Element<T> {
    Optional<T> read(SpecNode node, String path, int line);
  }

  /** What {@link #choice} and {@link #word} choose from, in this order. */
  static <E> Map<String, E> words(List<E> values, Function<E, String> id) {
    Map<String, E> words = new LinkedHashMap<>();
    values.forEach(value -> words.put(id.apply(value), value));
    return words;
  }

  /** An element that is one of several words. */
  <E> Element<E> word(Map<String, E> choices) {
    return (node, at, line) -> {
      Optional<E> choice =
          node instanceof Scalar scalar
              ? Optional.ofNullable(choices.get(scalar.text()))
              : Optional.empty();
      if (choice.isEmpty()) {
        String word = node instanceof Scalar scalar ? scalar.text() : "";
        String problem =
            node instanceof Scalar
                ? "there is no " + node.describe()
                : "must be a word, but is " + node.describe();
        problems.add(at, line, problem, SpecKeys.suggest(word, choices.keySet()));
      }
      return choice;
    };
  }

  private Optional<Scalar> scalar(String key, String expected) {
    Optional<SpecNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Scalar)) {
      error(
          key,
          "is " + expected + ", but this is " + value.get().describe(),
          "write a single value");
      return Optional.empty();
    }
    return value.map(Scalar.class::cast);
  }
}
