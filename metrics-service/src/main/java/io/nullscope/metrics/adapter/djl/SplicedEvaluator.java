package io.nullscope.metrics.adapter.djl;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.positions.PositionsArtifact;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.messaging.StepProgress;
import io.nullscope.metrics.application.ReconstructionEvaluator;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.FiringWindows;
import io.nullscope.metrics.domain.ProbedLatent;
import io.nullscope.metrics.domain.Proportion;
import io.nullscope.metrics.domain.ReconstructionAccumulator;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.study.ProbesSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.VariantArtifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two passes over the evaluation tokens: the first finds the mean residual, the second measures the
 * reconstruction against it and runs the rest of the model from the residual as it is, from its
 * reconstruction, and from zeros. The control variant sees the same noise in both passes and in all
 * three runs. Then {@link LatentProbes}, where the study asks for them.
 */
public final class SplicedEvaluator implements ReconstructionEvaluator {

  private static final Map<String, String> SPLITS = splits();

  private final TensorRuntime runtime;
  private final ArtifactStore store;

  public SplicedEvaluator(TensorRuntime runtime, ArtifactStore store) {
    this.runtime = runtime;
    this.store = store;
  }

  private static Map<String, String> splits() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(TokenArtifact.TRAIN, CellPositions.TRAINING);
    names.put(TokenArtifact.EVAL, CellPositions.EVALUATION);
    names.put(TokenArtifact.INTERP, CellPositions.INTERPRETATION);
    return names;
  }

  @Override
  public Evaluation evaluate(Cell cell) {
    VariantArtifact variant = VariantArtifact.open(store, new ArtifactId(cell.variantId()));
    TokenSplit tokens =
        TokenSplit.open(
            store.blobs(),
            store.require(TokenArtifact.KIND, new ArtifactId(cell.tokensId())),
            TokenArtifact.EVAL);
    CountedPositions positions =
        CountedPositions.open(
            store,
            new ArtifactId(cell.positionsId()),
            TokenArtifact.EVAL,
            cell.key().hookPoint().toString());
    try (LanguageModel model = variant.load(runtime);
        SaeParameters sae = SaeArtifact.load(runtime, store, new ArtifactId(cell.saeId()))) {
      return evaluate(new Loaded(cell, model, variant.inputNoise(), sae, tokens, positions));
    }
  }

  /** A cell with what it is about. */
  private record Loaded(
      Cell cell,
      LanguageModel model,
      Optional<InputNoise> noise,
      SaeParameters sae,
      TokenSplit tokens,
      CountedPositions positions) {

    int layer() {
      return cell.key().hookPoint().layer();
    }

    ProbesSpec probes() {
      return cell.study().spec().probes();
    }

    long seed() {
      return cell.study().spec().seed();
    }

    int batch() {
      return LanguageModel.batchWindows(cell.study().spec().corpus().contextLength());
    }

    Optional<FiringWindows> firings() {
      return probes().enabled()
          ? Optional.of(LatentProbes.firings(sae.config().latents(), probes().windows(), seed()))
          : Optional.empty();
    }
  }

  private Evaluation evaluate(Loaded of) {
    Cell cell = of.cell();
    Optional<FiringWindows> firings = of.firings();
    try (SplicedPass pass =
        new SplicedPass(
            runtime, of.model(), of.noise(), of.sae(), of.layer(), of.positions(), firings)) {
      ReconstructionAccumulator sums = new ReconstructionAccumulator(of.model().config().width());
      Passes passes = new Passes(2 * cell.study().spec().corpus().evalTokens());
      of.tokens()
          .forEachBatch(
              of.batch(),
              (first, ids, documents) -> {
                pass.residuals(first, ids, documents, sums);
                passes.done(ids);
              });
      double[] mean = sums.mean();
      of.tokens()
          .forEachBatch(
              of.batch(),
              (first, ids, documents) -> {
                pass.measure(first, ids, documents, mean, sums);
                passes.done(ids);
              });
      return new Evaluation(
          sums.documents(),
          new Proportion(pass.aliveLatents(), of.sae().config().latents()),
          positions(cell, sums.topPercentShare()),
          firings.map(windows -> probed(of, windows)).orElse(List.of()));
    }
  }

  private List<ProbedLatent> probed(Loaded of, FiringWindows firings) {
    EvaluationWindows windows =
        new EvaluationWindows(of.model(), of.noise(), of.positions(), of.tokens());
    try (LatentProbes probes =
        new LatentProbes(
            runtime, of.model(), windows, of.sae(), of.layer(), of.seed(), of.batch())) {
      return probes.probe(firings.sample(of.probes().latents()), StepProgress::check);
    }
  }

  private CellPositions positions(Cell cell, double topPercentShare) {
    Manifest positions = store.require(PositionsArtifact.KIND, new ArtifactId(cell.positionsId()));
    Manifest tokens = store.require(TokenArtifact.KIND, new ArtifactId(cell.tokensId()));
    String hookPoint = cell.key().hookPoint().toString();
    Map<String, CellPositions.Split> splits = new LinkedHashMap<>();
    SPLITS.forEach(
        (split, name) -> {
          Map<String, Long> leftOut = new LinkedHashMap<>();
          PositionsArtifact.leftOut(positions, split, hookPoint)
              .forEach((reason, count) -> leftOut.put(reason.id(), count));
          long all = TokenArtifact.windows(tokens, split) * TokenArtifact.contextLength(tokens);
          splits.put(name, new CellPositions.Split(all, leftOut));
        });
    return new CellPositions(
        splits, PositionsArtifact.medianNorm(positions, hookPoint), topPercentShare);
  }

  /** Counts the tokens of both passes; ends a step that is not wanted any more. */
  private static final class Passes {
    private final long all;
    private long done;

    Passes(long all) {
      this.all = all;
    }

    void done(int[][] windows) {
      done += (long) windows.length * windows[0].length;
      StepProgress.at(done, all, "tokens");
      StepProgress.check();
    }
  }
}
