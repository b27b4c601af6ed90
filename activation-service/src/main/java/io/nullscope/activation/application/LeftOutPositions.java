package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.positions.LeftOut;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.positions.PositionsArtifact;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.HookPoint;
import io.nullscope.study.PositionsSpec;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.corpus.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Decides, once for all services, which positions do not count. A bound on the norm costs one more
 * forward pass over all tokens; without it nothing is run.
 */
final class LeftOutPositions {

  /** Positions whose norms give the median: enough for it, and few enough to hold. */
  private static final int MEDIAN_POSITIONS = 1 << 16;

  private static final List<String> SPLITS =
      List.of(TokenArtifact.TRAIN, TokenArtifact.EVAL, TokenArtifact.INTERP);

  private final ArtifactStore store;

  LeftOutPositions(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Decides, or finds decided.
   *
   * @param documentStart token that begins each document, if any: special, whatever the tokenizer
   *     says
   * @param progress hears of the tokens that a bound on the norm has to run
   * @return artifact id of kind {@code positions}
   * @throws RejectedException NO_POSITIONS when nothing of a split would be left
   */
  ArtifactId materialize(
      PositionsSpec spec,
      OptionalInt documentStart,
      RunningVariant variant,
      ArtifactId variantId,
      ArtifactId tokensId,
      List<HookPoint> hookPoints,
      TokenProgress progress) {
    PositionRule rule = rule(spec, documentStart, variant);
    boolean bounded = spec.maxNormMedians().isPresent();
    ArtifactRequest request =
        bounded
            ? PositionsArtifact.request(
                rule,
                tokensId,
                spec.maxNormMedians().getAsDouble(),
                variantId,
                hookPoints.stream().map(HookPoint::toString).toList())
            : PositionsArtifact.request(rule, tokensId);
    if (store.find(PositionsArtifact.KIND, request.id()).isEmpty()) {
      Manifest tokens = store.require(TokenArtifact.KIND, tokensId);
      Norms norms = new Norms(rule, variant, tokens, hookPoints, progress);
      if (bounded) {
        norms.measure(spec.maxNormMedians().getAsDouble());
      }
      store.commit(
          request,
          norms.files,
          PositionsArtifact.attributes(byRule(rule, tokens), norms.counts, norms.medians));
    }
    return request.id();
  }

  private static PositionRule rule(
      PositionsSpec spec, OptionalInt documentStart, RunningVariant variant) {
    Set<Integer> special = new HashSet<>();
    if (spec.specialTokens()) {
      special.addAll(
          Vocabulary.parse(variant.tokenizer(), "the variant's tokenizer").specialTokens());
      documentStart.ifPresent(special::add);
    }
    return new PositionRule(spec.first(), special, Set.copyOf(spec.tokens()));
  }

  private Map<String, Map<LeftOut, Long>> byRule(PositionRule rule, Manifest tokens) {
    Map<String, Map<LeftOut, Long>> bySplit = new TreeMap<>();
    for (String split : SPLITS) {
      Map<LeftOut, Long> counts = new EnumMap<>(LeftOut.class);
      windows(tokens, split)
          .forEachBatch(
              batchWindows(tokens),
              (first, windows, documents) -> {
                for (int[] window : windows) {
                  for (int at = 0; at < window.length; at++) {
                    rule.reason(at, window[at])
                        .ifPresent(reason -> counts.merge(reason, 1L, Long::sum));
                  }
                }
              });
      long leftOut = counts.values().stream().mapToLong(Long::longValue).sum();
      if (leftOut == positions(tokens, split)) {
        throw new RejectedException(
            "NO_POSITIONS",
            "positions: all %,d positions of the %s tokens are left out; lower positions.first, or list fewer tokens"
                .formatted(leftOut, split));
      }
      bySplit.put(split, counts);
    }
    return bySplit;
  }

  private TokenSplit windows(Manifest tokens, String split) {
    return TokenSplit.open(store.blobs(), tokens, split);
  }

  private static long positions(Manifest tokens, String split) {
    return TokenArtifact.windows(tokens, split) * TokenArtifact.contextLength(tokens);
  }

  /** The batches that activations are stored in: others would round differently. */
  private static int batchWindows(Manifest tokens) {
    return LanguageModel.batchWindows(TokenArtifact.contextLength(tokens));
  }

  /** The lengths of one variant's activations, and the positions where they are too long. */
  private final class Norms {

    private final PositionRule rule;
    private final RunningVariant variant;
    private final Manifest tokens;
    private final List<HookPoint> hookPoints;
    private final TokenProgress progress;
    private final int contextLength;
    private final Map<String, BlobRef> files = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Double> medians = new TreeMap<>();

    Norms(
        PositionRule rule,
        RunningVariant variant,
        Manifest tokens,
        List<HookPoint> hookPoints,
        TokenProgress progress) {
      this.rule = rule;
      this.variant = variant;
      this.tokens = tokens;
      this.hookPoints = hookPoints;
      this.progress = progress;
      this.contextLength = TokenArtifact.contextLength(tokens);
    }

    void measure(double maxMedians) {
      progress.expect(medianTokens());
      SPLITS.forEach(split -> progress.expect(positions(tokens, split)));
      findMedians();
      SPLITS.forEach(split -> mark(split, maxMedians));
    }

    private long medianWindows() {
      return Math.max(1, MEDIAN_POSITIONS / contextLength);
    }

    /** Batches are run whole. */
    private long medianTokens() {
      long batch = batchWindows(tokens);
      long batches = (medianWindows() + batch - 1) / batch;
      return Math.min(batches * batch * contextLength, positions(tokens, TokenArtifact.INTERP));
    }

    /** Over the first interpretation tokens that count otherwise. */
    private void findMedians() {
      Map<HookPoint, DoubleStream.Builder> norms = new HashMap<>();
      hookPoints.forEach(hookPoint -> norms.put(hookPoint, DoubleStream.builder()));
      long windows = medianWindows();
      run(
          TokenArtifact.INTERP,
          windows,
          (hookPoint, position, norm) -> {
            if (position < windows * contextLength) {
              norms.get(hookPoint).add(norm);
            }
          });
      norms.forEach(
          (hookPoint, found) -> {
            double[] sorted = found.build().sorted().toArray();
            if (sorted.length == 0) {
              throw new RejectedException(
                  "NO_POSITIONS",
                  "positions: no interpretation token is left to take the median norm of");
            }
            medians.put(hookPoint.toString(), median(sorted));
          });
    }

    private void mark(String split, double maxMedians) {
      if (positions(tokens, split) > Integer.MAX_VALUE) {
        throw new RejectedException(
            "TOO_MANY_TOKENS",
            "positions.maxNormMedians is for at most %,d tokens of a split, the %s tokens are %,d; set it to none"
                .formatted(Integer.MAX_VALUE, split, positions(tokens, split)));
      }
      Map<HookPoint, BitSet> tooLong = new HashMap<>();
      hookPoints.forEach(hookPoint -> tooLong.put(hookPoint, new BitSet()));
      run(
          split,
          Long.MAX_VALUE,
          (hookPoint, position, norm) -> {
            if (norm > maxMedians * medians.get(hookPoint.toString())) {
              tooLong.get(hookPoint).set((int) position);
            }
          });
      tooLong.forEach(
          (hookPoint, bits) -> {
            counts.put(split + "/" + hookPoint, (long) bits.cardinality());
            if (!bits.isEmpty()) {
              files.put(
                  PositionsArtifact.fileName(split, hookPoint.toString()),
                  store.blobs().put(bits.toByteArray()));
            }
          });
    }

    private interface Visitor {
      void accept(HookPoint hookPoint, long position, double norm);
    }

    /** The norms at the positions that the rule does not leave out. */
    private void run(String split, long toWindow, Visitor visitor) {
      windows(tokens, split)
          .forEachBatch(
              batchWindows(tokens),
              0,
              toWindow,
              (first, windows, documents) -> {
                variant.run(
                    split,
                    first,
                    windows,
                    hookPoints,
                    (hookPoint, rows) -> visit(first, windows, hookPoint, rows, visitor));
                progress.ran(windows);
              });
    }

    private void visit(
        long firstWindow, int[][] windows, HookPoint hookPoint, ByteBuffer rows, Visitor visitor) {
      ByteBuffer values = rows.slice().order(ByteOrder.LITTLE_ENDIAN);
      for (int w = 0; w < windows.length; w++) {
        for (int at = 0; at < contextLength; at++) {
          double squares = 0;
          for (int d = 0; d < variant.width(); d++) {
            double x = values.getFloat();
            squares += x * x;
          }
          if (rule.reason(at, windows[w][at]).isEmpty()) {
            visitor.accept(hookPoint, (firstWindow + w) * contextLength + at, Math.sqrt(squares));
          }
        }
      }
    }

    private static double median(double[] sorted) {
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }
}
