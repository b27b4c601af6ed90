package io.nullscope.transformer;

import java.util.ArrayList;
import java.util.List;

/** Collects a model's tensors in the order in which the forward pass meets them. */
final class ParameterList {

  private final List<ParameterSpec> all = new ArrayList<>();
  private int depth;

  /** What is added from here on belongs to the next block, or comes after the last. */
  void descend() {
    depth++;
  }

  void add(ParameterSpec parameter) {
    all.add(parameter.at(depth));
  }

  List<ParameterSpec> toList() {
    return List.copyOf(all);
  }
}
