package io.nullscope.study;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which hook points a study looks at; resolved once the number of layers of the model is known. */
public sealed interface HookPointSelection {
  /** Every layer. */
  record All() implements HookPointSelection {}

  /**
   * Layers 0, step, 2·step, …
   *
   * @param step at least 1
   */
  record Every(int step) implements HookPointSelection {
    public Every {
      if (step < 1) {
        throw new IllegalArgumentException("'every' must be at least 1, but is " + step);
      }
    }
  }

  /** Exactly these, in this order. */
  record Listed(List<HookPoint> hookPoints) implements HookPointSelection {
    public Listed {
      hookPoints = List.copyOf(hookPoints);
      if (hookPoints.isEmpty()) {
        throw new IllegalArgumentException("a list of hook points must not be empty");
      }
      if (new HashSet<>(hookPoints).size() != hookPoints.size()) {
        throw new IllegalArgumentException("a hook point is listed twice: " + hookPoints);
      }
    }
  }

  /**
   * The hook points of a model with this many layers.
   *
   * @throws UnknownHookPointException when a listed hook point does not exist
   */
  default List<HookPoint> resolve(int layers) {
    if (layers < 1) {
      throw new IllegalArgumentException("a model has at least 1 layer, not " + layers);
    }
    if (this instanceof Listed listed) {
      List<HookPoint> missing =
          listed.hookPoints().stream().filter(point -> point.layer() >= layers).toList();
      if (!missing.isEmpty()) {
        throw new UnknownHookPointException(
            "the model has no "
                + missing.stream().map(HookPoint::toString).collect(Collectors.joining(", ")),
            "it has "
                + (layers == 1
                    ? "layers.0 only"
                    : layers + " layers, layers.0 to layers." + (layers - 1)));
      }
      return listed.hookPoints();
    }
    int step = this instanceof Every every ? every.step() : 1;
    return IntStream.range(0, layers)
        .filter(layer -> layer % step == 0)
        .mapToObj(HookPoint::new)
        .toList();
  }
}
