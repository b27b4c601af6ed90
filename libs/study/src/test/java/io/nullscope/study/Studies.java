package io.nullscope.study;

import java.util.ArrayList;
import java.util.List;

/** Studies for tests. */
final class Studies {
  /** Only what has no default. */
  static final String MINIMAL =
      """
      name: minimal
      model: { source: "file:model" }
      corpus: { source: "file:corpus.jsonl", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
      """;

  /** Every setting, none at its default. */
  static final String FULL =
      """
      name: Everything set
      seed: 7
      model:
        source: file:/models/pythia-70m
        revision: step1000
        step0Source: file:/models/step0
      corpus:
        source: file:/corpora/pile.jsonl
        textField: body
        contextLength: 256
        trainTokens: 1.5M
        evalTokens: 100_000
        interpTokens: 1B
      positions: { specialTokens: false, first: 3, maxNormMedians: 8.5, tokens: [50256, 0] }
      rerandomization: { layerNorm: redraw, biases: keep, moments: head, standardDeviation: population }
      variants: [step0, trained, control, permuted, cascading-top-3]
      variantSeeds: [3, 1]
      hookPoints: [layers.3, layers.0]
      activations: { retention: rolling, windowShards: 8, shardTokens: 65536 }
      sae:
        name: wide
        architecture: topk
        expansion: 8
        k: 4
        multiTopK: true
        auxK: { alpha: 0.03125, k: 64 }
        decoderBias: geometric-median
        precision: bfloat16
        seeds: [5, 6]
        training:
          batchSize: 1024
          epochs: 3
          learningRate: 5e-4
          warmupFraction: 0.1
          decayFraction: 0.3
          deadAfterTokens: 2M
          gradientClipNorm: 2
          schedule: linear
      autointerp:
        latents: 30
        explainer: { kind: lexical, coverage: 0.5, maxTokens: 10 }
        scorers: [fuzzing]
        windowLength: 64
        minActiveWindows: 50
        explanationWindows: 20
        positives: 20
        negatives: 25
      probes: { latents: 8, windows: 3 }
      statistics:
        bootstrapResamples: 500
        confidence: 0.9
        margins: { r2: 0.03 }
      """;

  private Studies() {}

  static StudySpec minimal(String... overrides) {
    return StudySpecReader.withOverrides(MINIMAL, List.of(overrides)).orThrow();
  }

  /** One draw of each null, unless the overrides say otherwise. */
  static StudySpec ofOneDraw(String... overrides) {
    List<String> all = new ArrayList<>(List.of("variantSeeds=[0]"));
    all.addAll(List.of(overrides));
    return StudySpecReader.withOverrides(MINIMAL, all).orThrow();
  }

  static StudySpec full() {
    return StudySpecReader.read(FULL).orThrow();
  }

  static String describe(String text) {
    return StudySpecReader.read(text).describe();
  }

  static List<SpecError> errors(SpecResult result) {
    return result instanceof SpecResult.Invalid invalid ? invalid.errors() : List.of();
  }
}
