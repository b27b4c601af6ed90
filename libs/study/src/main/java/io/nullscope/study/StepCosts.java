package io.nullscope.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Estimates of what steps cost. Matrix products dominate, so only they are counted; weights and
 * activations are float32.
 *
 * <p>A block has about 12·D² weights in both families (attention 4·D²; feed-forward 8·D², or
 * 3·D·(8/3)·D when gated).
 */
final class StepCosts {
  private static final PositionsSpec EVERY_POSITION =
      new PositionsSpec(false, 0, OptionalDouble.empty(), List.of());

  private static final long FLOAT_BYTES = 4;

  /** input_ids and document_ids, both I32. */
  private static final long TOKEN_BYTES = 8;

  /** token I64, latent I32, activation F32. */
  private static final long CACHE_ENTRY_BYTES = 16;

  /** A protobuf window holds an id, its text and an activation for each token. */
  private static final long WINDOW_TOKEN_BYTES = 14;

  /**
   * Values kept for each resampling unit: numerators and denominators of the reconstruction
   * metrics.
   */
  private static final long UNIT_BYTES = 200;

  /**
   * Singular values, two QR decompositions and the product, for each entry of a matrix and each of
   * its singular values.
   */
  private static final double SPECTRUM_FLOPS = 10;

  /** Positions that the median norm is taken of. */
  private static final long MEDIAN_POSITIONS = 1 << 16;

  private static final double ADAM_FLOPS_PER_PARAMETER = 12;

  /**
   * Tested metrics of reconstruction and sparsity, and those of a latent's tokens. Each scorer has
   * an AUROC, a pooled one and a balanced accuracy.
   */
  private static final int DOCUMENT_METRICS = 9;

  private static final int LATENT_METRICS = 3;

  /** Drawing a unit and adding its sums, in the time of so many operations of a matrix product. */
  private static final double UNIT_FLOPS = 150;

  private final StudySpec spec;
  private final CorpusSpec corpus;
  private final List<HookPoint> hookPoints;
  private final int layers;
  private final double blockParameters;

  /** Embedding and unembedding; half as many when a model ties them. */
  private final double embeddingParameters;

  private final double width;

  /** Sizes of the SAEs by the name of their configuration. */
  private final Map<String, SaeSize> saes = new LinkedHashMap<>();

  /**
   * Forward pass of the blocks, per token, with causal attention over half the context on average.
   */
  private final double blockFlops;

  private final double logitFlops;

  StepCosts(StudySpec spec, ModelShape shape, List<HookPoint> hookPoints) {
    this.spec = spec;
    this.corpus = spec.corpus();
    this.hookPoints = hookPoints;
    this.layers = shape.layers();
    this.width = shape.width();
    spec.saes().forEach(sae -> saes.put(sae.name(), SaeSize.of(sae, shape.width())));
    this.blockParameters = 12.0 * shape.layers() * width * width;
    this.embeddingParameters = 2.0 * shape.vocabulary() * width;
    this.blockFlops = 2 * blockParameters + 2.0 * shape.layers() * corpus.contextLength() * width;
    this.logitFlops = 2 * width * shape.vocabulary();
  }

  Cost variant(VariantKind kind) {
    double all = blockParameters + embeddingParameters;
    double parameters =
        switch (kind.treatment()) {
          case TRAINED, RERANDOMIZED_INCL_EMBEDDINGS, STEP0, PERMUTED, SPECTRUM -> all;
          case RERANDOMIZED_EXCL_EMBEDDINGS -> blockParameters;
          case CASCADING_TOP ->
              embeddingParameters / 2 + blocks(layers - kind.layer().orElseThrow());
          case CASCADING_BOTTOM -> embeddingParameters / 2 + blocks(kind.layer().orElseThrow() + 1);
          // The trained weights and a flag.
          case CONTROL, TOKEN_SHUFFLED -> 0;
        };
    boolean decomposed = kind.treatment() == Treatment.SPECTRUM;
    return new Cost(
        0, decomposed ? SPECTRUM_FLOPS * width * all : 0, (long) (parameters * FLOAT_BYTES));
  }

  private double blocks(int count) {
    return blockParameters * count / layers;
  }

  Cost activations() {
    long tokens = corpus.trainTokens() + corpus.interpTokens();
    double rows = tokens;
    // One pass for all hook points, which ends at the deepest.
    double flops = tokens * deepestFlops();
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      rows =
          Math.min(corpus.trainTokens(), (double) rolling.windowShards() * rolling.shardTokens());
      flops = rollingFlops();
    }
    flops += normFlops();
    double bytes =
        rows * width * hookPoints.size() * FLOAT_BYTES
            + (double) (tokens + corpus.evalTokens()) * TOKEN_BYTES;
    return new Cost(tokens, flops, (long) bytes);
  }

  /** A bound on the norms of activations costs a pass over the tokens of all splits. */
  private double normFlops() {
    return spec.positions().maxNormMedians().isEmpty()
        ? 0
        : deepestFlops()
            * (corpus.trainTokens()
                + corpus.evalTokens()
                + corpus.interpTokens()
                + Math.min(corpus.interpTokens(), MEDIAN_POSITIONS));
  }

  private double deepestFlops() {
    return hookPoints.stream().mapToDouble(this::flopsUpTo).max().orElseThrow();
  }

  private double flopsUpTo(HookPoint hookPoint) {
    return blockFlops * (hookPoint.layer() + 1) / layers;
  }

  /** At most: trainings of different hook points that keep pace share their forward passes. */
  private double rollingFlops() {
    int epochs = spec.saes().stream().mapToInt(sae -> sae.training().epochs()).max().orElseThrow();
    int saesOfHookPoint = spec.saes().stream().mapToInt(sae -> sae.seeds().size()).sum();
    return hookPoints.stream().mapToDouble(this::flopsUpTo).sum()
        * ((double) corpus.trainTokens() * epochs
            + (double) corpus.interpTokens() * saesOfHookPoint);
  }

  /** A step about one SAE of a configuration. */
  Cost perCell(StepKind kind, String sae) {
    SaeSize size = saes.get(sae);
    return switch (kind) {
      case VARIANT, ACTIVATIONS -> throw new IllegalArgumentException(kind + " is not per cell");
      case SAE -> sae(spec.sae(sae), size);
      case RECONSTRUCTION -> reconstruction(size);
      case LATENTS -> latents(size);
      case INTERPRETABILITY -> interpretability();
    };
  }

  private Cost sae(SaeSpec sae, SaeSize size) {
    double parameters = 2 * size.latents() * width + size.latents() + width;
    long stored = (long) (parameters * FLOAT_BYTES);
    if (sae.frozen() == Frozen.ALL) {
      return new Cost(0, 0, stored);
    }
    TrainingSpec training = sae.training();
    double tokens = (double) corpus.trainTokens() * training.epochs();
    double perToken = size.encodeFlops() + size.backwardAndDecodeFlops();
    double steps = Math.ceil(tokens / training.batchSize());
    return new Cost(
        (long) tokens, tokens * perToken + steps * parameters * ADAM_FLOPS_PER_PARAMETER, stored);
  }

  private Cost reconstruction(SaeSize size) {
    long tokens = corpus.evalTokens();
    double windows = Math.ceil((double) tokens / corpus.contextLength());
    // Up to the hook point; from there the clean, the spliced and the zero-ablated pass, each up
    // to the loss. Where every position counts, zeroing makes the loss of a token the same at
    // every position, which costs a pass over the vocabulary alone.
    int passes = spec.positions().equals(EVERY_POSITION) ? 2 : 3;
    double perToken =
        passes * (blockFlops + logitFlops) + size.encodeFlops() + 2 * size.active() * width;
    return new Cost(
        tokens, tokens * perToken + probes(size, windows), (long) (windows * UNIT_BYTES));
  }

  /**
   * Each latent in each of its windows: the blocks behind the hook point twice, those before it
   * once for each distance of the token that gives way; and once the windows themselves.
   * Predictions are made where the latent fires.
   */
  private double probes(SaeSize size, double windows) {
    double pairs = (double) spec.probes().latents() * spec.probes().windows();
    double length = corpus.contextLength();
    double before =
        hookPoints.stream().mapToDouble(this::flopsUpTo).average().orElseThrow() / blockFlops;
    double behind = 1 - before;
    double distances = 1 + Math.floor(Math.log(Math.max(1, length / 2)) / Math.log(2));
    double fires = Math.min(1, size.active() / size.latents());
    double perPair = (2 * behind + distances * before) * blockFlops + 3 * fires * logitFlops;
    double perWindow = blockFlops + size.encodeFlops();
    return length * (pairs * perPair + Math.min(pairs, windows) * perWindow);
  }

  private Cost latents(SaeSize size) {
    AutointerpSpec autointerp = spec.autointerp();
    long tokens = corpus.interpTokens();
    double windowsPerLatent =
        autointerp.explanationWindows()
            + autointerp.positives()
            + (double) autointerp.negatives() * autointerp.negativeKinds().size();
    double bytes =
        tokens * size.active() * CACHE_ENTRY_BYTES
            + autointerp.latents()
                * windowsPerLatent
                * autointerp.windowLength()
                * WINDOW_TOKEN_BYTES;
    int scored = (int) Math.min(autointerp.latents(), size.latents());
    return new Cost(
        tokens,
        tokens * size.encodeFlops(),
        (long) bytes,
        LanguageModelCosts.perSae(autointerp, scored));
  }

  /**
   * Every metric of every SAE once, and the documents of each pair of draws; a pooled AUROC
   * compares all latents with each other.
   */
  Cost verdicts() {
    AutointerpSpec autointerp = spec.autointerp();
    double nulls =
        (spec.variants().size() - 1.0) * spec.saes().size()
            + spec.saes().stream().filter(sae -> sae.nullOf().isPresent()).count();
    double draws = spec.variantSeeds().size();
    double documents = Math.ceil((double) corpus.evalTokens() / corpus.contextLength());
    double units =
        DOCUMENT_METRICS * documents * draws
            + LATENT_METRICS * autointerp.latents()
            + autointerp.scorers().size() * (double) autointerp.latents() * autointerp.latents();
    return new Cost(0, hookPoints.size() * nulls * draws * units * UNIT_FLOPS, 0);
  }

  private Cost interpretability() {
    AutointerpSpec autointerp = spec.autointerp();
    double judgements =
        (double) autointerp.latents()
            * autointerp.scorers().size()
            * (autointerp.positives() + autointerp.negatives());
    return new Cost(
        0,
        judgements * spec.statistics().bootstrapResamples(),
        (long) (judgements * UNIT_BYTES / 10));
  }

  /**
   * What one SAE computes for a token.
   *
   * @param active latents that fire
   * @param trained latents whose rows a training step touches, beyond the encoder's product: all of
   *     them where sparsity is a term of the loss
   */
  private record SaeSize(double latents, double width, double active, double trained) {
    /** Where training decides how many latents fire; published SAEs have between 20 and 150. */
    private static final int USUAL_ACTIVE = 64;

    static SaeSize of(SaeSpec sae, int width) {
      int latents = sae.latentsFor(width);
      OptionalInt k = sae.architecture().activeLatents();
      double active = k.orElse(Math.min(latents, USUAL_ACTIVE));
      return new SaeSize(latents, width, active, k.isPresent() ? trained(sae, width) : latents);
    }

    /** With the latents of the auxiliary losses, as if there were always enough dead ones. */
    private static double trained(SaeSpec sae, int width) {
      ArchitectureSpec.KSparse sparse = (ArchitectureSpec.KSparse) sae.architecture();
      boolean multiTopK =
          sparse instanceof ArchitectureSpec.TopK topK && topK.multiTopK()
              || sparse instanceof ArchitectureSpec.BatchTopK batch && batch.multiTopK();
      return sparse.k() * (multiTopK ? 5.0 : 1.0)
          + (sparse.auxK().enabled() ? sparse.auxK().kFor(width) : 0);
    }

    double encodeFlops() {
      return 2 * latents * width;
    }

    /** Decoder, its gradients and the encoder's gradients. */
    double backwardAndDecodeFlops() {
      return 10 * trained * width;
    }
  }
}
