package io.nullscope.service;

import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.List;

/** Studies for tests. */
final class SampleStudies {

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
      model: { source: "file:models/pythia-70m", step0Source: "file:/models/step0" }
      corpus:
        source: file:corpora/pile.jsonl
        textField: body
        contextLength: 256
        trainTokens: 1.5M
        evalTokens: 100_000
        interpTokens: 1B
      rerandomization: { layerNorm: redraw, biases: keep }
      variants: [step0, trained, control]
      variantSeeds: [3, 1]
      hookPoints: [layers.3, layers.0]
      sae:
        architecture: topk
        expansion: 8
        k: 4
        seeds: [5, 6]
        training:
          batchSize: 1024
          epochs: 3
          learningRate: 5e-4
          warmupFraction: 0.1
          decayFraction: 0.3
          deadAfterTokens: 2M
      autointerp:
        latents: 30
        explainer: { kind: lexical, coverage: 0.5, maxTokens: 10 }
        scorers: [fuzzing]
        windowLength: 64
        minActiveWindows: 50
        explanationWindows: 20
        positives: 20
        negatives: 25
      statistics: { bootstrapResamples: 500, confidence: 0.9, margins: { fuzzing.auroc.v1: 0.03 } }
      """;

  private SampleStudies() {}

  static StudySpec spec(String text, String... overrides) {
    return StudySpecReader.withOverrides(text, List.of(overrides)).orThrow();
  }

  static StudyRun run(String studyId, String... overrides) {
    return new StudyRun(studyId, 1, spec(MINIMAL, overrides));
  }
}
