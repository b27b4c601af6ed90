package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;

/**
 * Loss and gradients of TopK, BatchTopK and Matryoshka, with AuxK and multi-TopK:
 *
 * <pre>
 * loss   Σ_p w_p FVU_p + AuxK     over nested reconstructions x_hat_p, each adding entries to the one before
 *        TopK, BatchTopK          one nest: the K (K·B) largest; with multi-TopK a second, up to 4K, of weight 1/8
 *        Matryoshka               a nest for each of P prefixes, w = 1/P
 * g_p    2 w_p (x_hat_p - x) / V                                     [B, D]
 * dh     1[h &gt; 0] · ⟨Σ_{q ≥ p} g_q, W_dec[j]⟩ for an entry of nest p
 * </pre>
 *
 * <p>An entry whose activation is 0 passes no gradient and does not fire, and the entries of the
 * extra losses do not fire either, but their gradients reach encoder and decoder like all others
 * (the faults of sparsify that this avoids: docs/numerics.md).
 *
 * <p>Pre-activations are computed in blocks of rows; of BatchTopK's only the best K·B (4K·B) so far
 * are kept. Nothing of size {@code [B, F]} is in memory.
 */
final class SelectionObjective implements Objective {

  private static final double MULTI_WEIGHT = 1.0 / 8;
  private static final int MULTI_FACTOR = 4;

  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final Kernel kernel;
  private final TensorScope scope;
  private final NDArray prefixes; // [P] of Matryoshka, else [F]
  private final NDArray weights; // [P]
  private final int ownNests;
  private final int most; // entries per token, K or 4K
  private NDArray workspace; // [R, F]

  SelectionObjective(SaeParameters parameters, TrainingState state, TrainingConfig training) {
    SaeConfig config = parameters.config();
    this.parameters = parameters;
    this.state = state;
    this.training = training;
    this.most =
        training.multiTopK() ? Math.min(config.latents(), MULTI_FACTOR * config.k()) : config.k();
    List<Integer> nests =
        config.architecture() instanceof Architecture.Matryoshka matryoshka
            ? matryoshka.prefixes()
            : List.of(config.latents());
    this.ownNests = nests.size();
    float[] nestWeights = new float[ownNests + (training.multiTopK() ? 1 : 0)];
    Arrays.fill(nestWeights, (float) MULTI_WEIGHT);
    Arrays.fill(nestWeights, 0, ownNests, 1f / ownNests);
    this.kernel = Kernel.load(parameters.runtime(), SelectionObjective.class, "selection.ts.txt");
    this.scope = parameters.runtime().scope();
    this.prefixes =
        scope.longs(nests.stream().mapToLong(Integer::longValue).toArray(), nests.size());
    this.weights = scope.floats(nestWeights, nestWeights.length);
  }

  @Override
  public Evaluation evaluate(TensorScope result, NDArray x, double sparsity) {
    SaeConfig config = parameters.config();
    double alpha = training.auxK().map(AuxK::alpha).orElse(0.0);
    int auxK = training.auxK().map(aux -> aux.k(config.width())).orElse(1);
    NDArray h = workspace(SaeKernel.workspaceRows(config.latents(), x.getShape().get(0)));
    NDArray sinceFired = state.tokensSinceFiredArray();
    long deadAfter = training.deadAfterTokens();
    List<NDArray> p = parameters.tensors();
    NDList numbers =
        config.architecture() instanceof Architecture.TopK
            ? kernel.call(
                result,
                "topk_gradients",
                x,
                p,
                config.k(),
                most,
                weights,
                ownNests,
                sinceFired,
                deadAfter,
                alpha,
                auxK,
                h)
            : kernel.call(
                result,
                "batch_topk_gradients",
                x,
                p,
                config.k(),
                most,
                prefixes,
                weights,
                ownNests,
                sinceFired,
                deadAfter,
                alpha,
                auxK,
                h);
    return Evaluation.of(numbers);
  }

  private NDArray workspace(int rows) {
    if (workspace == null || workspace.getShape().get(0) != rows) {
      if (workspace != null) {
        workspace.close();
      }
      workspace = scope.zeros(rows, parameters.config().latents());
    }
    return workspace;
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
