package io.nullscope.sae;

import java.util.List;

/**
 * How latents become active, with the settings that belong to it. B tokens, D width, F latents; the
 * pre-activations of all but {@link Gated} are {@code h = encoder.weight (x - b_dec) +
 * encoder.bias}. Decoder rows have unit length in every architecture.
 *
 * <p>Every loss below is relative to the batch: squared errors are divided by its total variance V
 * = Σ|x - mean(x)|², and activations by its scale s = sqrt(V / B), the root mean squared distance
 * of a token from the mean. A coefficient therefore means the same for small and large residuals,
 * so for a trained model and for its nulls.
 */
public sealed interface Architecture {

  /** The name in study specifications and in the configuration of artifacts. */
  String id();

  /**
   * Checks the settings against the number of latents.
   *
   * @throws IllegalArgumentException naming the setting
   */
  default void check(int latents) {}

  /** What {@link TopK}, {@link BatchTopK} and {@link Matryoshka} have in common. */
  sealed interface Selecting extends Architecture {

    /** K: active latents per token, of BatchTopK and Matryoshka the mean over the batch. */
    int k();

    @Override
    default void check(int latents) {
      if (k() < 1 || k() > latents) {
        throw new IllegalArgumentException(
            "k is " + k() + "; it must be between 1 and the number of latents, " + latents);
      }
    }
  }

  /** The K largest of relu(h) of each token (Gao et al., 2024, arXiv 2406.04093). */
  record TopK(int k) implements Selecting {

    @Override
    public String id() {
      return "topk";
    }
  }

  /**
   * In training the K·B largest of relu(h) of the batch; afterwards every relu(h) above a
   * threshold, at which K latents of a token are active in the mean (Bussmann et al., 2024, arXiv
   * 2412.06410, take the running mean of the smallest activation selected, which lags).
   */
  record BatchTopK(int k) implements Selecting {

    @Override
    public String id() {
      return "batchtopk";
    }
  }

  /**
   * BatchTopK whose first m latents must reconstruct alone, for every m of {@code prefixes}: the
   * loss is the mean of the FVUs of all prefixes (Bussmann et al., 2025, arXiv 2503.17547, which
   * takes the sum).
   *
   * @param prefixes latents of each prefix, ascending, the last one F
   */
  record Matryoshka(int k, List<Integer> prefixes) implements Selecting {

    /** Copies the list. */
    public Matryoshka {
      prefixes = List.copyOf(prefixes);
    }

    /** Prefixes of F/16, F/8, F/4, F/2 and F latents; those below 1 are left out. */
    public static Matryoshka halving(int k, int latents) {
      return new Matryoshka(
          k,
          List.of(16, 8, 4, 2, 1).stream()
              .map(divisor -> latents / divisor)
              .filter(prefix -> prefix >= 1)
              .distinct()
              .toList());
    }

    @Override
    public String id() {
      return "matryoshka";
    }

    @Override
    public void check(int latents) {
      Selecting.super.check(latents);
      int previous = 0;
      for (int prefix : prefixes) {
        if (prefix <= previous) {
          throw new IllegalArgumentException(
              "prefixes are " + prefixes + "; they must be positive and ascending");
        }
        previous = prefix;
      }
      if (previous != latents) {
        throw new IllegalArgumentException(
            "prefixes are " + prefixes + "; the last must be the number of latents, " + latents);
      }
    }
  }

  /**
   * h above a threshold θ of each latent (Rajamanoharan et al., 2024, arXiv 2407.14435). Loss: FVU
   * + λ · mean L0; θ learns, as its logarithm, by the rectangle-kernel pseudo-derivatives
   *
   * <pre>
   * ∂a/∂θ = -(θ/ε) 1[|h - θ| &lt; ε/2]      ∂L0/∂θ = -(1/ε) 1[|h - θ| &lt; ε/2]      ε = bandwidth · s
   * </pre>
   *
   * @param l0Coefficient λ; the default 1e-3 makes 100 active latents as dear as a tenth of the
   *     variance
   * @param bandwidth of the kernel, in units of s
   */
  record JumpRelu(double l0Coefficient, double bandwidth) implements Architecture {

    /** λ and bandwidth 1e-3. */
    public static final JumpRelu DEFAULT = new JumpRelu(1e-3, 1e-3);

    /** Checks the ranges. */
    public JumpRelu {
      requireCoefficient("l0Coefficient", l0Coefficient);
      if (!(bandwidth > 0) || !Double.isFinite(bandwidth)) {
        throw new IllegalArgumentException("bandwidth is " + bandwidth + "; it must be positive");
      }
    }

    @Override
    public String id() {
      return "jumprelu";
    }
  }

  /**
   * Whether a latent is active and how strongly are two paths with shared weights (Rajamanoharan et
   * al., 2024, arXiv 2404.16014):
   *
   * <pre>
   * z = encoder.weight (x - b_dec)      π = z + b_gate      a = 1[π &gt; 0] · relu(exp(r_mag) z + b_mag)
   * loss = FVU + λ/(B s) Σ relu(π) + FVU of W_dec relu(π) + b_dec, both constant there
   * </pre>
   *
   * @param l1Coefficient λ
   */
  record Gated(double l1Coefficient) implements Architecture {

    /** λ = 1e-2. */
    public static final Gated DEFAULT = new Gated(1e-2);

    /** Checks the range. */
    public Gated {
      requireCoefficient("l1Coefficient", l1Coefficient);
    }

    @Override
    public String id() {
      return "gated";
    }
  }

  /**
   * relu(h), with the loss FVU + λ/(B s) Σ relu(h): L1 as in Bricken et al. (2023), whose decoder
   * rows have unit length, too.
   *
   * @param l1Coefficient λ
   */
  record Relu(double l1Coefficient) implements Architecture {

    /** λ = 1e-2. */
    public static final Relu DEFAULT = new Relu(1e-2);

    /** Checks the range. */
    public Relu {
      requireCoefficient("l1Coefficient", l1Coefficient);
    }

    @Override
    public String id() {
      return "relu";
    }
  }

  private static void requireCoefficient(String name, double value) {
    if (!(value >= 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be at least 0 and finite");
    }
  }
}
