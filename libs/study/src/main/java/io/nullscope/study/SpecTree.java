package io.nullscope.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The study as a tree, with the keys of a study file in their usual order. */
final class SpecTree {
  /** How a tree says "by the scaling law" for the learning rate. */
  static final String AUTO = "auto";

  static final String ALL = "all";

  private SpecTree() {}

  static Map<String, Object> of(StudySpec spec) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", spec.name());
    tree.put("seed", spec.seed());
    tree.put("model", model(spec.model()));
    tree.put("corpus", corpus(spec.corpus()));
    tree.put(PositionsSchema.KEY, positions(spec.positions()));
    Map<String, Object> rerandomization = new LinkedHashMap<>();
    rerandomization.put("layerNorm", spec.rerandomization().layerNorm().id());
    rerandomization.put("biases", spec.rerandomization().biases().id());
    rerandomization.put("moments", spec.rerandomization().moments().id());
    rerandomization.put("standardDeviation", spec.rerandomization().standardDeviation().id());
    tree.put("rerandomization", rerandomization);
    tree.put("variants", new ArrayList<>(spec.variants().stream().map(VariantKind::id).toList()));
    tree.put("variantSeeds", new ArrayList<>(spec.variantSeeds()));
    tree.put("hookPoints", hookPoints(spec.hookPoints()));
    tree.put("activations", activations(spec.activations()));
    tree.put(SaeSchema.KEY, saes(spec.saes()));
    tree.put("autointerp", autointerp(spec.autointerp()));
    Map<String, Object> probes = new LinkedHashMap<>();
    probes.put("latents", (long) spec.probes().latents());
    probes.put("windows", (long) spec.probes().windows());
    tree.put(ProbesSchema.KEY, probes);
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("bootstrapResamples", (long) spec.statistics().bootstrapResamples());
    statistics.put("confidence", spec.statistics().confidence());
    if (!spec.statistics().margins().isEmpty()) {
      statistics.put("margins", new LinkedHashMap<String, Object>(spec.statistics().margins()));
    }
    tree.put("statistics", statistics);
    return tree;
  }

  /**
   * The trees of earlier versions: the newest first, each without the settings that came later and
   * with those that are gone, at their defaults. Five draws may have been left to the default: in
   * the same text earlier versions read one.
   */
  static List<Map<String, Object>> earlier(StudySpec spec) {
    List<Map<String, Object>> trees = new ArrayList<>();
    List<Map<String, Object>> sameDraws = earlierWithTheseDraws(spec);
    if (spec.variantSeeds().equals(StudySpec.FIVE_DRAWS)) {
      trees.add(withOneDraw(of(spec)));
      for (Map<String, Object> tree : sameDraws) {
        trees.add(tree);
        trees.add(withOneDraw(tree));
      }
    } else {
      trees.addAll(sameDraws);
    }
    return trees;
  }

  private static Map<String, Object> withOneDraw(Map<String, Object> tree) {
    Map<String, Object> copy = new LinkedHashMap<>(tree);
    copy.put("variantSeeds", List.of(0L));
    return copy;
  }

  private static List<Map<String, Object>> earlierWithTheseDraws(StudySpec spec) {
    List<Map<String, Object>> trees = new ArrayList<>();
    if (!spec.probes().equals(ProbesSpec.DEFAULT)) {
      return trees;
    }
    Map<String, Object> withoutProbes = of(spec);
    withoutProbes.remove(ProbesSchema.KEY);
    trees.add(withoutProbes);
    if (!spec.statistics().margins().isEmpty()) {
      return trees;
    }
    Map<String, Object> withOneMargin = new LinkedHashMap<>(withoutProbes);
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("bootstrapResamples", (long) spec.statistics().bootstrapResamples());
    statistics.put("permutations", 2000L);
    statistics.put("confidence", spec.statistics().confidence());
    statistics.put("equivalenceMargin", 0.05);
    withOneMargin.put("statistics", statistics);
    trees.add(withOneMargin);
    if (spec.positions().equals(PositionsSpec.DEFAULT)) {
      Map<String, Object> withoutPositions = new LinkedHashMap<>(withOneMargin);
      withoutPositions.remove(PositionsSchema.KEY);
      trees.add(withoutPositions);
      if (spec.corpus().startToken() == StartTokenSpec.Rule.AUTO) {
        Map<String, Object> withoutStartToken = new LinkedHashMap<>(withoutPositions);
        Map<String, Object> corpus = corpus(spec.corpus());
        corpus.remove("startToken");
        withoutStartToken.put("corpus", corpus);
        trees.add(withoutStartToken);
      }
    }
    return trees;
  }

  private static Map<String, Object> model(ModelSpec model) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("source", model.source());
    tree.put("revision", model.revision());
    model.step0Source().ifPresent(source -> tree.put("step0Source", source));
    model.step0Revision().ifPresent(revision -> tree.put("step0Revision", revision));
    return tree;
  }

  private static Map<String, Object> corpus(CorpusSpec corpus) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("source", corpus.source());
    tree.put("textField", corpus.textField());
    tree.put("startToken", startToken(corpus.startToken()));
    tree.put("contextLength", (long) corpus.contextLength());
    tree.put("trainTokens", corpus.trainTokens());
    tree.put("evalTokens", corpus.evalTokens());
    tree.put("interpTokens", corpus.interpTokens());
    return tree;
  }

  private static Object startToken(StartTokenSpec token) {
    if (token instanceof StartTokenSpec.Id id) {
      return (long) id.value();
    }
    return token instanceof StartTokenSpec.Text text
        ? text.value()
        : ((StartTokenSpec.Rule) token).id();
  }

  private static Map<String, Object> positions(PositionsSpec positions) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("specialTokens", positions.specialTokens());
    tree.put("first", (long) positions.first());
    tree.put(
        "maxNormMedians",
        positions.maxNormMedians().isPresent()
            ? (Object) positions.maxNormMedians().getAsDouble()
            : PositionsSchema.NONE);
    if (!positions.tokens().isEmpty()) {
      tree.put(
          "tokens", new ArrayList<>(positions.tokens().stream().map(Integer::longValue).toList()));
    }
    return tree;
  }

  private static Object hookPoints(HookPointSelection selection) {
    if (selection instanceof HookPointSelection.Every every) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("every", (long) every.step());
      return tree;
    }
    if (selection instanceof HookPointSelection.Listed listed) {
      return new ArrayList<>(listed.hookPoints().stream().map(HookPoint::toString).toList());
    }
    return ALL;
  }

  private static Map<String, Object> activations(ActivationsSpec activations) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("retention", activations.retention());
    if (activations instanceof ActivationsSpec.Rolling rolling) {
      tree.put("windowShards", (long) rolling.windowShards());
      tree.put("shardTokens", (long) rolling.shardTokens());
    }
    return tree;
  }

  /** One configuration as a map, several as a list. */
  private static Object saes(List<SaeSpec> saes) {
    return saes.size() == 1
        ? sae(saes.get(0))
        : new ArrayList<Object>(saes.stream().map(SpecTree::sae).toList());
  }

  private static Map<String, Object> sae(SaeSpec sae) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", sae.name());
    tree.put("architecture", sae.architecture().id());
    sae.latents().ifPresent(latents -> tree.put("latents", (long) latents));
    sae.expansion().ifPresent(expansion -> tree.put("expansion", (long) expansion));
    options(sae.architecture(), tree);
    tree.put("frozen", sae.frozen().id());
    sae.nullOf().ifPresent(trained -> tree.put("nullOf", trained));
    tree.put("decoderBias", sae.decoderBias().id());
    tree.put("precision", sae.precision().id());
    tree.put("seeds", new ArrayList<>(sae.seeds()));
    tree.put("training", training(sae.training()));
    return tree;
  }

  private static void options(ArchitectureSpec architecture, Map<String, Object> tree) {
    if (architecture instanceof ArchitectureSpec.KSparse sparse) {
      tree.put("k", (long) sparse.k());
      if (sparse instanceof ArchitectureSpec.Matryoshka matryoshka
          && !matryoshka.prefixes().isEmpty()) {
        tree.put(
            "prefixes",
            new ArrayList<>(matryoshka.prefixes().stream().map(Integer::longValue).toList()));
      }
      if (sparse instanceof ArchitectureSpec.TopK topK) {
        tree.put("multiTopK", topK.multiTopK());
      } else if (sparse instanceof ArchitectureSpec.BatchTopK batchTopK) {
        tree.put("multiTopK", batchTopK.multiTopK());
      }
      Map<String, Object> auxK = new LinkedHashMap<>();
      auxK.put("alpha", sparse.auxK().alpha());
      sparse.auxK().k().ifPresent(k -> auxK.put("k", (long) k));
      tree.put("auxK", auxK);
    } else if (architecture instanceof ArchitectureSpec.Penalised penalised) {
      if (penalised instanceof ArchitectureSpec.JumpRelu jumpRelu) {
        tree.put("l0Coefficient", jumpRelu.l0Coefficient());
        tree.put("bandwidth", jumpRelu.bandwidth());
      } else if (penalised instanceof ArchitectureSpec.Gated gated) {
        tree.put("l1Coefficient", gated.l1Coefficient());
      } else if (penalised instanceof ArchitectureSpec.Relu relu) {
        tree.put("l1Coefficient", relu.l1Coefficient());
      }
      tree.put("sparsityWarmupFraction", penalised.sparsityWarmupFraction());
    }
  }

  private static Map<String, Object> training(TrainingSpec training) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("batchSize", (long) training.batchSize());
    tree.put("epochs", (long) training.epochs());
    tree.put("learningRate", orWord(training.learningRate(), AUTO));
    tree.put("schedule", training.schedule().id());
    if (training.schedule() instanceof ScheduleSpec.Linear linear) {
      tree.put("warmupFraction", linear.warmupFraction());
      tree.put("decayFraction", linear.decayFraction());
    }
    tree.put("deadAfterTokens", training.deadAfterTokens());
    tree.put("gradientClipNorm", orWord(training.gradientClipNorm(), TrainingSchema.NONE));
    return tree;
  }

  private static Object orWord(OptionalDouble number, String word) {
    return number.isPresent() ? (Object) number.getAsDouble() : word;
  }

  private static Map<String, Object> autointerp(AutointerpSpec autointerp) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("latents", (long) autointerp.latents());
    tree.put("explainer", explainer(autointerp.explainer()));
    Map<String, Object> judge = new LinkedHashMap<>();
    judge.put("kind", autointerp.judge().kind());
    if (autointerp.judge() instanceof JudgeSpec.OpenAi openAi) {
      languageModel(openAi.languageModel(), judge);
      judge.put("examplesPerPrompt", (long) openAi.examplesPerPrompt());
    }
    tree.put("judge", judge);
    tree.put("scorers", new ArrayList<>(autointerp.scorers().stream().map(Scorer::id).toList()));
    tree.put("windowLength", (long) autointerp.windowLength());
    tree.put("minActiveWindows", (long) autointerp.minActiveWindows());
    tree.put("explanationWindows", (long) autointerp.explanationWindows());
    tree.put("positives", (long) autointerp.positives());
    tree.put("negatives", (long) autointerp.negatives());
    tree.put(
        "negativeKinds",
        new ArrayList<>(autointerp.negativeKinds().stream().map(NegativeKind::id).toList()));
    if (!autointerp.languageModels().isEmpty()) {
      Map<String, Object> requests = new LinkedHashMap<>();
      requests.put("concurrency", (long) autointerp.requests().concurrency());
      requests.put("timeoutSeconds", (long) autointerp.requests().timeoutSeconds());
      requests.put("attempts", (long) autointerp.requests().attempts());
      tree.put("requests", requests);
      Map<String, Object> budget = new LinkedHashMap<>();
      autointerp.budget().tokens().ifPresent(tokens -> budget.put("tokens", tokens));
      autointerp.budget().cost().ifPresent(cost -> budget.put("cost", cost));
      if (!budget.isEmpty()) {
        tree.put("budget", budget);
      }
    }
    return tree;
  }

  private static Map<String, Object> explainer(ExplainerSpec explainer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", explainer.kind());
    if (explainer instanceof ExplainerSpec.Lexical lexical) {
      tree.put("coverage", lexical.coverage());
      tree.put("maxTokens", (long) lexical.maxTokens());
    } else if (explainer instanceof ExplainerSpec.OpenAi openAi) {
      languageModel(openAi.languageModel(), tree);
      tree.put("contrastive", openAi.contrastive());
    } else if (explainer instanceof ExplainerSpec.None none) {
      tree.put("explanations", none.explanations());
    }
    return tree;
  }

  private static void languageModel(LanguageModelSpec model, Map<String, Object> tree) {
    tree.put("baseUrl", model.baseUrl());
    tree.put("model", model.model());
    model.apiKeyEnv().ifPresent(name -> tree.put("apiKeyEnv", name));
    tree.put("temperature", model.temperature());
    model
        .prices()
        .ifPresent(
            prices -> {
              tree.put("inputPrice", prices.input());
              tree.put("outputPrice", prices.output());
            });
    tree.putAll(model.dialect().toTree());
  }
}
