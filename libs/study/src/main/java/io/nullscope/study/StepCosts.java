package io.nullscope.study;

/**
 * Estimates of what steps cost. Matrix products dominate, so only they are counted; weights and
 * activations are float32.
 *
 * <p>A block has about 12·D² weights in both families (attention 4·D²; feed-forward 8·D², or
 * 3·D·(8/3)·D when gated).
 */
final class StepCosts {
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

  private static final double ADAM_FLOPS_PER_PARAMETER = 12;

  private final StudySpec spec;
  private final CorpusSpec corpus;
  private final int hookPoints;
  private final double blockParameters;

  /** Embedding and unembedding; half as many when a model ties them. */
  private final double embeddingParameters;

  private final double width;
  private final double latents;
  private final double k;

  /**
   * Forward pass of the blocks, per token, with causal attention over half the context on average.
   */
  private final double blockFlops;

  private final double logitFlops;

  StepCosts(StudySpec spec, ModelShape shape, int hookPoints) {
    this.spec = spec;
    this.corpus = spec.corpus();
    this.hookPoints = hookPoints;
    this.width = shape.width();
    this.latents = spec.sae().latentsFor(shape.width());
    this.k = spec.sae().k();
    this.blockParameters = 12.0 * shape.layers() * width * width;
    this.embeddingParameters = 2.0 * shape.vocabulary() * width;
    this.blockFlops = 2 * blockParameters + 2.0 * shape.layers() * corpus.contextLength() * width;
    this.logitFlops = 2 * width * shape.vocabulary();
  }

  Cost variant(VariantKind kind) {
    double parameters =
        switch (kind) {
          case TRAINED, RERANDOMIZED_INCL_EMBEDDINGS, STEP0 ->
              blockParameters + embeddingParameters;
          case RERANDOMIZED_EXCL_EMBEDDINGS -> blockParameters;
          // The trained weights and a flag.
          case CONTROL -> 0;
        };
    return new Cost(0, 0, (long) (parameters * FLOAT_BYTES));
  }

  Cost activations() {
    long tokens = corpus.trainTokens() + corpus.interpTokens();
    double rows = tokens;
    double flops = tokens * blockFlops;
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      rows =
          Math.min(corpus.trainTokens(), (double) rolling.windowShards() * rolling.shardTokens());
      flops = rollingFlops();
    }
    double bytes =
        rows * width * hookPoints * FLOAT_BYTES
            + (double) (tokens + corpus.evalTokens()) * TOKEN_BYTES;
    return new Cost(tokens, flops, (long) bytes);
  }

  /**
   * At most: trainings of different hook points that keep pace share their forward passes, and a
   * pass ends at the last block that is asked for.
   */
  private double rollingFlops() {
    return blockFlops
        * hookPoints
        * ((double) corpus.trainTokens() * spec.sae().training().epochs() + corpus.interpTokens());
  }

  Cost perCell(StepKind kind) {
    return switch (kind) {
      case VARIANT, ACTIVATIONS -> throw new IllegalArgumentException(kind + " is not per cell");
      case SAE -> sae();
      case RECONSTRUCTION -> reconstruction();
      case LATENTS -> latents();
      case INTERPRETABILITY -> interpretability();
    };
  }

  private Cost sae() {
    TrainingSpec training = spec.sae().training();
    double tokens = (double) corpus.trainTokens() * training.epochs();
    double parameters = 2 * latents * width + latents + width;
    // Dense encoder; decoder, its gradients and the encoder's gradients touch the k active latents
    // only.
    double perToken = 2 * latents * width + 10 * k * width;
    double steps = Math.ceil(tokens / training.batchSize());
    return new Cost(
        (long) tokens,
        tokens * perToken + steps * parameters * ADAM_FLOPS_PER_PARAMETER,
        (long) (parameters * FLOAT_BYTES));
  }

  private Cost reconstruction() {
    long tokens = corpus.evalTokens();
    double windows = Math.ceil((double) tokens / corpus.contextLength());
    // Clean, spliced and zero-ablated pass, each up to the loss.
    double perToken = 3 * (blockFlops + logitFlops) + encodeFlops() + 2 * k * width;
    return new Cost(tokens, tokens * perToken, (long) (windows * UNIT_BYTES));
  }

  private Cost latents() {
    AutointerpSpec autointerp = spec.autointerp();
    long tokens = corpus.interpTokens();
    double windowsPerLatent =
        autointerp.explanationWindows()
            + (double) autointerp.scorers().size()
                * (autointerp.positives() + autointerp.negatives());
    double bytes =
        tokens * k * CACHE_ENTRY_BYTES
            + autointerp.latents()
                * windowsPerLatent
                * autointerp.windowLength()
                * WINDOW_TOKEN_BYTES;
    return new Cost(tokens, tokens * encodeFlops(), (long) bytes);
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

  private double encodeFlops() {
    return 2 * latents * width;
  }
}
