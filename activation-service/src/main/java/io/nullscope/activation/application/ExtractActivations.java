package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.RowShardWriter;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.transformer.LanguageModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a variant over the training and interpretation tokens and stores the residual stream at
 * every hook point, all from one pass. The evaluation tokens are run by metrics-service, which
 * needs the model for the spliced passes anyway.
 */
public final class ExtractActivations {

  public static final String KIND = "activations";

  /** 2: float32 products by oneDNN on AVX-512, other bits than before. */
  private static final int FORMAT_VERSION = 2;

  private final VariantRunner runner;
  private final TokenWindows tokenWindows;
  private final LeftOutPositions leftOutPositions;
  private final ArtifactStore store;

  public ExtractActivations(VariantRunner runner, TokenWindows tokenWindows, ArtifactStore store) {
    this.runner = runner;
    this.tokenWindows = tokenWindows;
    this.leftOutPositions = new LeftOutPositions(store);
    this.store = store;
  }

  /**
   * Extracts, or finds extracted.
   *
   * @param positions which of them count; all are extracted
   * @throws io.nullscope.messaging.RejectedException when the corpus is missing, malformed or too
   *     small
   */
  public ExtractedActivations extract(
      CorpusSpec corpus,
      PositionsSpec positions,
      ArtifactId variantId,
      List<HookPoint> hookPoints) {
    try (RunningVariant variant = runner.open(variantId)) {
      TokenWindows.Made windows = tokenWindows.materialize(corpus, variant);
      ArtifactRequest request = request(variantId, windows.id(), hookPoints);
      boolean reused = store.find(KIND, request.id()).isPresent();
      TokenProgress progress = new TokenProgress();
      if (!reused) {
        progress.expect(tokens(corpus));
      }
      ArtifactId positionsId =
          leftOut(corpus, positions, variant, variantId, windows.id(), hookPoints, progress);
      if (!reused) {
        run(variant, windows.id(), hookPoints, request, progress);
      }
      return new ExtractedActivations(
          request.id(), windows.id(), positionsId, windows.corpus(), reused);
    }
  }

  /**
   * Names the activations without extracting them; the token windows are made. Their rows are made
   * as training asks for them ({@link StreamActivations}), and are those that {@link #extract}
   * stores: so the id is the same, though there will be no manifest.
   *
   * @throws io.nullscope.messaging.RejectedException when the corpus is missing, malformed or too
   *     small
   */
  public ExtractedActivations offer(
      CorpusSpec corpus,
      PositionsSpec positions,
      ArtifactId variantId,
      List<HookPoint> hookPoints) {
    try (RunningVariant variant = runner.open(variantId)) {
      TokenWindows.Made windows = tokenWindows.materialize(corpus, variant);
      return new ExtractedActivations(
          request(variantId, windows.id(), hookPoints).id(),
          windows.id(),
          leftOut(
              corpus, positions, variant, variantId, windows.id(), hookPoints, new TokenProgress()),
          windows.corpus(),
          false);
    }
  }

  private ArtifactId leftOut(
      CorpusSpec corpus,
      PositionsSpec positions,
      RunningVariant variant,
      ArtifactId variantId,
      ArtifactId tokensId,
      List<HookPoint> hookPoints,
      TokenProgress progress) {
    return leftOutPositions.materialize(
        positions,
        variant.documentStart(corpus.startToken()),
        variant,
        variantId,
        tokensId,
        hookPoints,
        progress);
  }

  private static ArtifactRequest request(
      ArtifactId variantId, ArtifactId tokensId, List<HookPoint> hookPoints) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("hookPoints", hookPoints.stream().map(HookPoint::toString).toList());
    configuration.put("dtype", "F32");
    return new ArtifactRequest(
        KIND, FORMAT_VERSION, configuration, Map.of("variant", variantId, "tokens", tokensId));
  }

  private void run(
      RunningVariant variant,
      ArtifactId tokensId,
      List<HookPoint> hookPoints,
      ArtifactRequest request,
      TokenProgress progress) {
    try (BlobUploads uploads = new BlobUploads(store.blobs())) {
      run(variant, tokensId, hookPoints, request, progress, uploads);
    }
  }

  /** Splits hold whole windows. */
  private static long tokens(CorpusSpec corpus) {
    int window = corpus.contextLength();
    return (corpus.trainTokens() / window + corpus.interpTokens() / window) * window;
  }

  private void run(
      RunningVariant variant,
      ArtifactId tokensId,
      List<HookPoint> hookPoints,
      ArtifactRequest request,
      TokenProgress progress,
      BlobUploads uploads) {
    Manifest tokens = store.require(TokenArtifact.KIND, tokensId);
    Map<String, BlobUploads.Upload> files = new TreeMap<>();
    Map<String, Object> rows = new TreeMap<>();
    for (String split : List.of(TokenArtifact.TRAIN, TokenArtifact.INTERP)) {
      Map<HookPoint, RowShardWriter> writers = new LinkedHashMap<>();
      hookPoints.forEach(
          hookPoint ->
              writers.put(
                  hookPoint,
                  new RowShardWriter(uploads, split + "/" + hookPoint, variant.width())));
      TokenSplit.open(store.blobs(), tokens, split)
          .forEachBatch(
              LanguageModel.batchWindows(TokenArtifact.contextLength(tokens)),
              (firstWindow, tokenIds, documents) -> {
                variant.run(
                    split,
                    firstWindow,
                    tokenIds,
                    hookPoints,
                    (hookPoint, bytes) -> writers.get(hookPoint).append(bytes));
                progress.ran(tokenIds);
              });
      writers.forEach(
          (hookPoint, writer) -> {
            files.putAll(writer.finish());
            rows.put(split + "/" + hookPoint, writer.rows());
          });
    }
    store.commit(
        request, BlobUploads.await(files), Map.of("width", (long) variant.width(), "rows", rows));
  }
}
