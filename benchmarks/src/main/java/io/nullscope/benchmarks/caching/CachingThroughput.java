package io.nullscope.benchmarks.caching;

import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.ExtractedActivations;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.benchmarks.Arguments;
import io.nullscope.benchmarks.BenchmarkStore;
import io.nullscope.benchmarks.Measurement;
import io.nullscope.benchmarks.extraction.ExtractionThroughput;
import io.nullscope.benchmarks.extraction.ModelDirectory;
import io.nullscope.benchmarks.extraction.RandomCorpus;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A latent cache from tokens; the twin of {@code peers/caching.py}. With {@code --activations kept}
 * those of the interpretation split go into the object store and are read from there; with {@code
 * rolling}, as with peers, they are encoded as they are made. The model and the SAE are loaded
 * within the time; a first cache of {@value #WARM_UP_TOKENS} tokens warms up.
 *
 * <pre>
 * --model DIR --sae DIR [--activations rolling|kept] [--layer 3] [--context 256] [--tokens 65536]
 * </pre>
 */
public final class CachingThroughput {

  private static final int WARM_UP_TOKENS = 8192;

  private CachingThroughput() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    ModelDirectory directory = new ModelDirectory(Path.of(arguments.require("model")));
    Path saeDirectory = Path.of(arguments.require("sae"));
    HookPoint hookPoint = new HookPoint(arguments.integer("layer", 3));
    int context = arguments.integer("context", 256);
    int tokens = arguments.tokens(65536, WARM_UP_TOKENS);
    boolean kept = keeps(arguments.get("activations", "rolling"));
    TransformerConfig config = directory.config();
    try (TensorRuntime runtime = TensorRuntime.start();
        BenchmarkStore store = BenchmarkStore.start()) {
      ArtifactStore artifacts = store.artifacts();
      ArtifactId variant = directory.store(artifacts);
      ArtifactId sae = storeSae(artifacts, saeDirectory);
      ExtractActivations extraction = ExtractionThroughput.extraction(runtime, artifacts, config);
      SaeLatentCaches caches = new SaeLatentCaches(runtime, artifacts);
      InterpretationActivations stored = new StoredActivations(artifacts);
      InterpretationActivations live = new LiveActivations(runtime, artifacts);
      List<HookPoint> hooks = List.of(hookPoint);
      CorpusSpec corpus = RandomCorpus.interpretation(context, tokens);
      CorpusSpec few = RandomCorpus.interpretation(context, WARM_UP_TOKENS);

      ExtractedActivations warm =
          kept
              ? extraction.extract(few, RandomCorpus.ALL_POSITIONS, variant, hooks)
              : extraction.offer(few, RandomCorpus.ALL_POSITIONS, variant, hooks);
      caches.materialize(sae, kept ? stored : live, source(variant, warm, hookPoint));
      ExtractedActivations tokenized =
          extraction.offer(corpus, RandomCorpus.ALL_POSITIONS, variant, hooks);

      long start = System.nanoTime();
      if (kept) {
        extraction.extract(corpus, RandomCorpus.ALL_POSITIONS, variant, hooks);
      }
      long extracted = System.nanoTime();
      caches.materialize(sae, kept ? stored : live, source(variant, tokenized, hookPoint));
      long end = System.nanoTime();
      new Measurement()
          .with("model", directory.name())
          .with("sae", saeDirectory.getFileName().toString())
          .with("device", runtime.device())
          .with("context", context)
          .with("activations", kept ? "kept" : "rolling")
          .with("extractSeconds", Math.round((extracted - start) / 1e6) / 1e3)
          .of(tokens, end - start)
          .print();
    }
  }

  private static InterpretationActivations.Source source(
      ArtifactId variant, ExtractedActivations extracted, HookPoint hookPoint) {
    return new InterpretationActivations.Source(
        variant, extracted.tokensId(), extracted.positionsId(), extracted.id(), hookPoint);
  }

  private static boolean keeps(String activations) {
    return switch (activations) {
      case "kept" -> true;
      case "rolling" -> false;
      default ->
          throw new IllegalArgumentException(
              "--activations " + activations + ": write rolling or kept");
    };
  }

  private static ArtifactId storeSae(ArtifactStore store, Path directory) throws IOException {
    Map<String, BlobRef> files = new TreeMap<>();
    for (String file : new String[] {"cfg.json", "sae.safetensors"}) {
      files.put(file, store.blobs().put(directory.resolve(file)));
    }
    ArtifactRequest request =
        new ArtifactRequest(
            SaeArtifact.KIND, 1, Map.of("benchmark", directory.toString()), Map.of());
    return store.commit(request, files, Map.of()).id();
  }
}
