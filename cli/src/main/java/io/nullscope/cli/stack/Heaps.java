package io.nullscope.cli.stack;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Largest Java heaps of the processes of a stack: what {@code NULLSCOPE_HEAP_MB_NAME} says, NAME
 * being that of the component in capitals, or else its default.
 */
final class Heaps {
  private static final String PREFIX = "NULLSCOPE_HEAP_MB_";
  private static final int LEAST = 64;
  private static final int MOST = 1 << 20;

  private final Map<Component, Integer> megabytes;

  private Heaps(Map<Component, Integer> megabytes) {
    this.megabytes = megabytes;
  }

  /**
   * Reads the environment.
   *
   * @throws StackException when a variable names no component, or its value is no size
   */
  static Heaps of(Map<String, String> environment) {
    Map<Component, Integer> megabytes = new EnumMap<>(Component.class);
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !environment.get(name).isBlank()) {
        megabytes.put(component(name), size(name, environment.get(name).strip()));
      }
    }
    return new Heaps(megabytes);
  }

  private static Component component(String name) {
    return Arrays.stream(Component.values())
        .filter(component -> variable(component).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "%s is set, but no process of the local stack is called so; heaps are set with %s."
                        .formatted(
                            name,
                            Arrays.stream(Component.values())
                                .map(Heaps::variable)
                                .collect(Collectors.joining(", ")))));
  }

  private static int size(String name, String value) {
    if (value.matches("[0-9]{1,7}")) {
      int size = Integer.parseInt(value);
      if (size >= LEAST && size <= MOST) {
        return size;
      }
    }
    throw new StackException(
        "%s is \"%s\"; it has to be a number of megabytes from %d to %d, such as 2048."
            .formatted(name, value, LEAST, MOST));
  }

  private static String variable(Component component) {
    return PREFIX + component.id().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  int megabytes(Component component) {
    return megabytes.getOrDefault(component, component.heapMegabytes());
  }
}
