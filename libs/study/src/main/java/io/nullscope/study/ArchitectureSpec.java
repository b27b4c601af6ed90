package io.nullscope.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The kind of a sparse autoencoder, with the options that only this kind has. F is the number of
 * latents, D the model's width.
 */
public sealed interface ArchitectureSpec {
  /** The name used in study files. */
  String id();

  /** Architectures whose sparsity is a number of active latents. */
  sealed interface KSparse extends ArchitectureSpec {
    int DEFAULT_K = 32;

    /** Active latents for a token; for {@link BatchTopK} and {@link Matryoshka} on average. */
    int k();

    AuxKSpec auxK();
  }

  /** Architectures whose sparsity is a term of the loss. */
  sealed interface Penalised extends ArchitectureSpec {
    double DEFAULT_SPARSITY_WARMUP = 0.05;

    /** For losses relative to the spread of the activations, as those of {@code libs/sae} are. */
    double DEFAULT_L1 = 0.01;

    /** Share of the optimiser steps in which the penalty's weight rises linearly from 0. */
    double sparsityWarmupFraction();
  }

  /**
   * Keeps the k largest pre-activations of each token (Gao et al. 2024, arXiv 2406.04093).
   *
   * @param multiTopK adds the reconstruction error with 4k active latents to the loss (ibid., §A.3)
   */
  record TopK(int k, AuxKSpec auxK, boolean multiTopK) implements KSparse {
    public static final String ID = "topk";

    public TopK {
      requireK(k, auxK);
    }

    public TopK(int k) {
      this(k, AuxKSpec.OFF, false);
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /**
   * Keeps the k·B largest pre-activations of a batch of B tokens, and those above a threshold after
   * training (Bussmann et al. 2024, arXiv 2412.06410).
   *
   * @param multiTopK adds the reconstruction error with 4k active latents to the loss
   */
  record BatchTopK(int k, AuxKSpec auxK, boolean multiTopK) implements KSparse {
    public static final String ID = "batchtopk";

    public BatchTopK {
      requireK(k, auxK);
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /**
   * BatchTopK whose first latents reconstruct on their own, too (Bussmann et al. 2025, arXiv
   * 2503.17547).
   *
   * @param prefixes sizes of the nested dictionaries, ascending, the last one F; empty: F/16, F/8,
   *     F/4, F/2, F
   */
  record Matryoshka(int k, List<Integer> prefixes, AuxKSpec auxK) implements KSparse {
    public static final String ID = "matryoshka";

    public Matryoshka {
      requireK(k, auxK);
      prefixes = List.copyOf(prefixes);
      int previous = 0;
      for (int prefix : prefixes) {
        Require.atLeast(previous + 1L, prefix, "sae.prefixes");
        previous = prefix;
      }
    }

    @Override
    public String id() {
      return ID;
    }

    /** The sizes of the nested dictionaries of an SAE with this many latents F. */
    public List<Integer> prefixesFor(int latents) {
      if (!prefixes.isEmpty()) {
        return prefixes;
      }
      List<Integer> halvings = new ArrayList<>();
      for (int divisor = 16; divisor >= 1; divisor /= 2) {
        if (latents / divisor > 0) {
          halvings.add(latents / divisor);
        }
      }
      return halvings.stream().distinct().toList();
    }
  }

  /**
   * Keeps the pre-activations above a threshold learned for each latent; the loss counts active
   * latents (Rajamanoharan et al. 2024, arXiv 2407.14435).
   *
   * @param l0Coefficient weight of the mean number of active latents in the loss
   * @param bandwidth width of the kernel that stands in for the threshold's gradient
   */
  record JumpRelu(double l0Coefficient, double bandwidth, double sparsityWarmupFraction)
      implements Penalised {
    public static final String ID = "jumprelu";

    /** Makes 100 active latents as dear as a tenth of the variance. */
    public static final double DEFAULT_L0 = 0.001;

    public static final double DEFAULT_BANDWIDTH = 0.001;

    public JumpRelu {
      Require.positive(l0Coefficient, "sae.l0Coefficient");
      Require.positive(bandwidth, "sae.bandwidth");
      Require.between(0, 1, sparsityWarmupFraction, "sae.sparsityWarmupFraction");
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /**
   * Decides which latents fire and how strongly in two paths (Rajamanoharan et al. 2024, arXiv
   * 2404.16014).
   *
   * @param l1Coefficient weight of the gate's L1 norm in the loss
   */
  record Gated(double l1Coefficient, double sparsityWarmupFraction) implements Penalised {
    public static final String ID = "gated";

    public Gated {
      Require.positive(l1Coefficient, "sae.l1Coefficient");
      Require.between(0, 1, sparsityWarmupFraction, "sae.sparsityWarmupFraction");
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /**
   * Keeps every positive pre-activation; the loss has the L1 norm of the latents (Bricken et al.
   * 2023).
   *
   * @param l1Coefficient weight of the latents' L1 norm in the loss
   */
  record Relu(double l1Coefficient, double sparsityWarmupFraction) implements Penalised {
    public static final String ID = "relu";

    public Relu {
      Require.positive(l1Coefficient, "sae.l1Coefficient");
      Require.between(0, 1, sparsityWarmupFraction, "sae.sparsityWarmupFraction");
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /** The number of active latents that is asked for; empty where it comes of training. */
  default OptionalInt activeLatents() {
    return this instanceof KSparse sparse ? OptionalInt.of(sparse.k()) : OptionalInt.empty();
  }

  private static void requireK(int k, AuxKSpec auxK) {
    Objects.requireNonNull(auxK, "auxK");
    Require.atLeast(1, k, "sae.k");
  }
}
