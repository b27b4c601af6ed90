package io.nullscope.benchmarks.extraction;

import ai.djl.ndarray.NDArray;
import io.nullscope.benchmarks.Arguments;
import io.nullscope.benchmarks.Measurement;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Forward passes with the residual stream captured at hook points, nothing stored; the twin of
 * {@code peers/extraction.py}.
 *
 * <pre>--model DIR [--layers all|0,3] [--batch 16] [--context 256] [--tokens 65536]</pre>
 */
public final class ForwardThroughput {

  private static final int WARM_UP_BATCHES = 3;

  private ForwardThroughput() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    ModelDirectory directory = new ModelDirectory(Path.of(arguments.require("model")));
    int batch = arguments.integer("batch", 16);
    int context = arguments.integer("context", 256);
    int batches = Math.max(1, arguments.integer("tokens", 65536) / (batch * context));
    try (TensorRuntime runtime = TensorRuntime.start();
        LanguageModel model = directory.load(runtime)) {
      List<Integer> layers = layers(arguments.get("layers", "all"), model.config().layers());
      int vocabulary = model.config().vocabularySize();
      Random random = new Random(0);
      for (int i = 0; i < WARM_UP_BATCHES; i++) {
        run(runtime, model, layers, windows(random, batch, context, vocabulary));
      }
      long start = System.nanoTime();
      for (int i = 0; i < batches; i++) {
        run(runtime, model, layers, windows(random, batch, context, vocabulary));
      }
      long elapsed = System.nanoTime() - start;
      new Measurement()
          .with("model", directory.name())
          .with("device", runtime.device())
          .with("layers", layers.size())
          .with("batch", batch)
          .with("context", context)
          .with("store", "none")
          .of((long) batches * batch * context, elapsed)
          .print();
    }
  }

  private static void run(
      TensorRuntime runtime, LanguageModel model, List<Integer> layers, int[][] windows) {
    try (TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, windows));
      List<NDArray> residuals = model.residuals(scope, input, layers);
      // One element of the last result: on a GPU the pass has ended only when it can be read.
      residuals.get(residuals.size() - 1).get("0, 0, 0").toFloatArray();
    }
  }

  static int[][] windows(Random random, int batch, int context, int vocabulary) {
    return IntStream.range(0, batch)
        .mapToObj(row -> random.ints(context, 0, vocabulary).toArray())
        .toArray(int[][]::new);
  }

  static List<Integer> layers(String text, int count) {
    return text.equals("all")
        ? IntStream.range(0, count).boxed().toList()
        : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }
}
