package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.study.ArchitectureSpec;
import io.nullscope.study.ModelShape;
import io.nullscope.study.SaeSpec;

/** SAE configurations in words. */
final class SaeText {

  private SaeText() {}

  /** The name under which an architecture is known. */
  static String architecture(SaeSpec sae) {
    return switch (sae.architecture().id()) {
      case ArchitectureSpec.TopK.ID -> "TopK";
      case ArchitectureSpec.BatchTopK.ID -> "BatchTopK";
      case ArchitectureSpec.Matryoshka.ID -> "Matryoshka";
      case ArchitectureSpec.JumpRelu.ID -> "JumpReLU";
      case ArchitectureSpec.Gated.ID -> "gated";
      case ArchitectureSpec.Relu.ID -> "ReLU";
      default -> sae.architecture().id();
    };
  }

  /**
   * " with 64 latents and k = 4"; "" when the model's width is not known, or the SAE does not fit
   * it.
   */
  static String size(SaeSpec sae, StudyProgress progress) {
    return progress
        .study()
        .shape()
        .filter(known -> !progress.rejected())
        .map(ModelShape::width)
        .map(sae::latentsFor)
        .map(latents -> " with " + Numbers.count(latents) + " latents" + sparsity(sae))
        .orElse("");
  }

  private static String sparsity(SaeSpec sae) {
    if (sae.architecture() instanceof ArchitectureSpec.KSparse sparse) {
      return " and k = " + sparse.k();
    }
    if (sae.architecture() instanceof ArchitectureSpec.JumpRelu jumpRelu) {
      return " and L0 coefficient " + Numbers.setting(jumpRelu.l0Coefficient());
    }
    if (sae.architecture() instanceof ArchitectureSpec.Gated gated) {
      return " and L1 coefficient " + Numbers.setting(gated.l1Coefficient());
    }
    return sae.architecture() instanceof ArchitectureSpec.Relu relu
        ? " and L1 coefficient " + Numbers.setting(relu.l1Coefficient())
        : "";
  }

  /** The configuration in one line. */
  static String describe(SaeSpec sae, StudyProgress progress) {
    String what = architecture(sae) + size(sae, progress);
    return sae.nullOf()
        .map(trained -> what + "; " + frozen(sae) + ": a null of " + trained)
        .orElse(what);
  }

  /** What stayed random. */
  static String frozen(SaeSpec sae) {
    return switch (sae.frozen()) {
      case NONE -> "trained";
      case ENCODER -> "its encoder stayed random";
      case DECODER -> "its decoder stayed random";
      case SOFT_DECODER -> "its decoder stayed near its random start (cosine 0.8)";
      case ALL -> "untrained";
    };
  }

  /** What a metric that does not tell the null from the trained SAE takes no notice of. */
  static String unnoticed(SaeSpec sae) {
    return switch (sae.frozen()) {
      case ENCODER -> "that the encoder was trained";
      case DECODER -> "that the decoder was trained";
      case SOFT_DECODER -> "that the decoder was trained freely";
      case NONE, ALL -> "that the SAE was trained";
    };
  }
}
