package io.nullscope.checkpoints.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value that a pickle builds. Containers are compared by identity and never printed: a pickle may
 * put one into itself.
 */
sealed interface PickleValue {

  enum Constant implements PickleValue {
    NONE,
    TRUE,
    FALSE
  }

  record Text(String value) implements PickleValue {}

  record Whole(long value) implements PickleValue {}

  record Real(double value) implements PickleValue {}

  record Global(Callable callable) implements PickleValue {}

  record StorageValue(Storage storage) implements PickleValue {}

  record TensorValue(StridedTensor tensor) implements PickleValue {}

  final class Tuple implements PickleValue {
    private final List<PickleValue> items;

    Tuple(List<PickleValue> items) {
      this.items = List.copyOf(items);
    }

    List<PickleValue> items() {
      return items;
    }
  }

  final class Sequence implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>();

    List<PickleValue> items() {
      return items;
    }
  }

  final class Dictionary implements PickleValue {
    private final Map<String, PickleValue> entries = new LinkedHashMap<>();

    Map<String, PickleValue> entries() {
      return entries;
    }
  }
}
