package io.nullscope.variant.application;

import io.nullscope.artifacts.Digest;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.variant.domain.AttentionHeads;
import java.util.ArrayList;
import java.util.List;

/** In what one checkpoint cannot be another state of the model of a second one. */
final class ModelDifferences {

  private ModelDifferences() {}

  /** One short text for each; empty when they may be the same model. */
  static List<String> of(Checkpoint one, Checkpoint other, StartTokenSpec start) {
    List<String> differences = new ArrayList<>();
    ModelShape shape = one.shape();
    ModelShape expected = other.shape();
    compare("family", shape.family(), expected.family(), differences);
    compare("layers", shape.layers(), expected.layers(), differences);
    compare("width", shape.width(), expected.width(), differences);
    compare("vocabulary", shape.vocabulary(), expected.vocabulary(), differences);
    if (differences.isEmpty()) {
      compareTensors(one.tensors(), other.tensors(), differences);
    }
    compare(
        "SHA-256 of tokenizer.json",
        Digest.of(one.tokenizer()),
        Digest.of(other.tokenizer()),
        differences);
    compare("start token", startToken(one, start), startToken(other, start), differences);
    return differences;
  }

  /** In the order of the family, since files may name them with and without a prefix. */
  private static void compareTensors(
      List<Checkpoint.Tensor> ones, List<Checkpoint.Tensor> others, List<String> differences) {
    compare("number of tensors", ones.size(), others.size(), differences);
    for (int i = 0; differences.isEmpty() && i < ones.size(); i++) {
      Checkpoint.Tensor one = ones.get(i);
      Checkpoint.Tensor other = others.get(i);
      compare("shape of " + one.name(), one.shape(), other.shape(), differences);
      compare("width of a head of " + one.name(), headWidth(one), headWidth(other), differences);
    }
  }

  private static int headWidth(Checkpoint.Tensor tensor) {
    return tensor.traits().layout().heads().map(AttentionHeads::width).orElse(0);
  }

  private static String startToken(Checkpoint checkpoint, StartTokenSpec setting) {
    return checkpoint.documentStart(setting).token().stream()
        .mapToObj(Integer::toString)
        .findFirst()
        .orElse("none");
  }

  private static void compare(
      String what, Object found, Object expected, List<String> differences) {
    if (!found.equals(expected)) {
      differences.add("%s %s instead of %s".formatted(what, found, expected));
    }
  }
}
