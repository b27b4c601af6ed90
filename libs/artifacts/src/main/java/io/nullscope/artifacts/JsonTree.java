package io.nullscope.artifacts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Typed access to a JSON object from the store; a missing or mistyped member is an error that names
 * it.
 */
record JsonTree(Map<String, Object> members) {

  String string(String name) {
    return require(name, String.class, "a string");
  }

  long integer(String name) {
    return require(name, Long.class, "a whole number");
  }

  JsonTree object(String name) {
    return new JsonTree(CanonicalJson.canonicalObject(require(name, Map.class, "an object")));
  }

  List<String> strings(String name) {
    List<String> strings = new ArrayList<>();
    for (Object element : require(name, List.class, "a list")) {
      if (!(element instanceof String text)) {
        throw new IllegalArgumentException("\"" + name + "\" holds something that is not a string");
      }
      strings.add(text);
    }
    return strings;
  }

  private <T> T require(String name, Class<T> type, String what) {
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("\"" + name + "\" is not " + what);
    }
    return type.cast(value);
  }
}
