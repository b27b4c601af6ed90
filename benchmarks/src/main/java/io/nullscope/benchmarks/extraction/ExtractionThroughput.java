package io.nullscope.benchmarks.extraction;

import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.TokenWindows;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.benchmarks.Arguments;
import io.nullscope.benchmarks.BenchmarkStore;
import io.nullscope.benchmarks.Measurement;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole step of activation-service: forward passes, and every activation in the object store.
 * Loading the model is part of it, as it is of the step; a first extraction of {@value
 * #WARM_UP_TOKENS} tokens warms up.
 *
 * <pre>--model DIR [--layers all|0,3] [--context 256] [--tokens 65536]</pre>
 */
public final class ExtractionThroughput {

  private static final int WARM_UP_TOKENS = 16384;

  private ExtractionThroughput() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    ModelDirectory directory = new ModelDirectory(Path.of(arguments.require("model")));
    int context = arguments.integer("context", 256);
    int tokens = arguments.tokens(65536, WARM_UP_TOKENS);
    TransformerConfig config = directory.config();
    List<HookPoint> hookPoints =
        ForwardThroughput.layers(arguments.get("layers", "all"), config.layers()).stream()
            .map(HookPoint::new)
            .toList();
    try (TensorRuntime runtime = TensorRuntime.start();
        BenchmarkStore store = BenchmarkStore.start()) {
      ArtifactId variant = directory.store(store.artifacts());
      ExtractActivations extraction = extraction(runtime, store.artifacts(), config);
      extraction.extract(
          RandomCorpus.interpretation(context, WARM_UP_TOKENS),
          RandomCorpus.ALL_POSITIONS,
          variant,
          hookPoints);
      long start = System.nanoTime();
      extraction.extract(
          RandomCorpus.interpretation(context, tokens),
          RandomCorpus.ALL_POSITIONS,
          variant,
          hookPoints);
      long elapsed = System.nanoTime() - start;
      new Measurement()
          .with("model", directory.name())
          .with("device", runtime.device())
          .with("layers", hookPoints.size())
          .with("context", context)
          .with("store", "s3")
          .of(tokens, elapsed)
          .print();
    }
  }

  /** The step, wired as in activation-service. */
  public static ExtractActivations extraction(
      TensorRuntime runtime, ArtifactStore store, TransformerConfig config) {
    RandomCorpus corpus = new RandomCorpus(config.vocabularySize());
    return new ExtractActivations(
        new LanguageModelRunner(runtime, store), new TokenWindows(corpus, store), store);
  }
}
