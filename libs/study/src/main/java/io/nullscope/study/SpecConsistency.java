package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Sequence;

/**
 * Rules between settings. Each is checked only when the settings it is about are right by
 * themselves.
 */
final class SpecConsistency {
  private final StudySpec spec;
  private final Mapping root;
  private final SettingLines lines;
  private final SpecProblems problems;

  private SpecConsistency(StudySpec spec, Mapping root, SpecProblems problems) {
    this.spec = spec;
    this.root = root;
    this.lines = new SettingLines(root);
    this.problems = problems;
  }

  static void check(StudySpec spec, Mapping root, SpecProblems problems) {
    SpecConsistency rules = new SpecConsistency(spec, root, problems);
    rules.budgets();
    rules.positions();
    rules.shards();
    rules.training();
    rules.windows();
    rules.comparison();
    rules.size();
  }

  private void size() {
    int hookPoints =
        spec.hookPoints() instanceof HookPointSelection.Listed listed
            ? listed.hookPoints().size()
            : 1;
    long steps = spec.steps(hookPoints);
    rule(
        steps <= SpecLimits.STEPS,
        "variants",
        "with these seeds, hook points and SAE configurations give at least "
            + steps
            + " steps; at most "
            + SpecLimits.STEPS
            + " are possible",
        "name fewer of them",
        "variantSeeds",
        "hookPoints",
        SaeSchema.KEY);
  }

  private void budgets() {
    int context = spec.corpus().contextLength();
    budget("corpus.trainTokens", spec.corpus().trainTokens(), context);
    budget("corpus.evalTokens", spec.corpus().evalTokens(), context);
    budget("corpus.interpTokens", spec.corpus().interpTokens(), context);
  }

  private void budget(String path, long tokens, int context) {
    rule(
        tokens >= context,
        path,
        "is " + tokens + ", less than one context window of " + context + " tokens",
        "raise it, or lower corpus.contextLength",
        "corpus.contextLength");
  }

  private void positions() {
    int context = spec.corpus().contextLength();
    int first = spec.positions().first();
    rule(
        first < context,
        "positions.first",
        "is " + first + ", which leaves nothing of a context window of " + context + " tokens",
        "lower it, or raise corpus.contextLength",
        "corpus.contextLength");
  }

  private void shards() {
    if (spec.activations() instanceof ActivationsSpec.Rolling rolling) {
      int context = spec.corpus().contextLength();
      rule(
          rolling.shardTokens() >= context,
          "activations.shardTokens",
          "is "
              + rolling.shardTokens()
              + ", less than one context window of "
              + context
              + " tokens",
          "raise it, or lower corpus.contextLength",
          "corpus.contextLength");
    }
  }

  private void training() {
    for (int i = 0; i < spec.saes().size(); i++) {
      TrainingSpec training = spec.saes().get(i).training();
      int batch = training.batchSize();
      rule(
          spec.corpus().trainTokens() >= batch,
          sae(i) + ".training.batchSize",
          "is " + batch + ", more than the " + spec.corpus().trainTokens() + " training tokens",
          "lower it, or raise corpus.trainTokens",
          "corpus.trainTokens");
      long steps =
          ScheduleSpec.Published.schedulerSteps(spec.corpus().trainTokens() * training.epochs());
      rule(
          !(training.schedule() instanceof ScheduleSpec.Published)
              || steps > ScheduleSpec.Published.WARMUP_STEPS,
          sae(i) + ".training.schedule",
          "published is built for one step per "
              + ScheduleSpec.Published.LOADER_BATCH_TOKENS
              + " tokens, which are only "
              + steps
              + " here, and warms up for "
              + ScheduleSpec.Published.WARMUP_STEPS,
          "raise corpus.trainTokens, or set schedule: linear",
          "corpus.trainTokens",
          sae(i) + ".training.epochs");
    }
  }

  /** Path of a configuration. */
  private String sae(int index) {
    Entry entry = root.entries().get(SaeSchema.KEY);
    return entry != null && entry.value() instanceof Sequence
        ? SaeSchema.KEY + "[" + index + "]"
        : SaeSchema.KEY;
  }

  private void windows() {
    AutointerpSpec autointerp = spec.autointerp();
    int window = autointerp.windowLength();
    int context = spec.corpus().contextLength();
    rule(
        context % window == 0,
        "autointerp.windowLength",
        "is " + window + ", which does not divide corpus.contextLength " + context,
        "choose a divisor of " + context,
        "corpus.contextLength");
    rule(
        autointerp.positives() % AutointerpSpec.DECILES == 0,
        "autointerp.positives",
        "is " + autointerp.positives() + "; each of ten deciles gives the same number of windows",
        "choose a multiple of " + AutointerpSpec.DECILES);
    rule(
        autointerp.minActiveWindows() >= autointerp.explanationWindows() + AutointerpSpec.DECILES,
        "autointerp.minActiveWindows",
        "is "
            + autointerp.minActiveWindows()
            + ", which leaves less than one test window per decile beside the "
            + autointerp.explanationWindows()
            + " explanation windows",
        "set at least autointerp.explanationWindows + " + AutointerpSpec.DECILES,
        "autointerp.explanationWindows");
    long windows = spec.corpus().interpTokens() / window;
    rule(
        windows >= autointerp.minActiveWindows(),
        "corpus.interpTokens",
        "gives "
            + windows
            + " windows; a latent needs "
            + autointerp.minActiveWindows()
            + " to count",
        "raise it, or lower autointerp.minActiveWindows",
        "autointerp.windowLength",
        "autointerp.minActiveWindows");
  }

  private void comparison() {
    if (!problems.clean("variants", "model", "autointerp.latents", SaeSchema.KEY)) {
      return;
    }
    if (!spec.variants().contains(VariantKind.TRAINED)) {
      problems.warn("variants", "without trained there is nothing to compare, so no verdicts");
    } else if (spec.variants().size() == 1
        && spec.saes().stream().noneMatch(sae -> sae.nullOf().isPresent())) {
      problems.warn("variants", "with trained alone there is nothing to compare, so no verdicts");
    }
    if (spec.model().hasStep0Checkpoint() && !spec.variants().contains(VariantKind.STEP0)) {
      problems.warn("model.step0Source", "has no effect: step0 is not among the variants");
    }
    int smallest =
        spec.saes().stream()
            .mapToInt(sae -> sae.latents().orElse(Integer.MAX_VALUE))
            .min()
            .orElseThrow();
    if (spec.autointerp().latents() > smallest) {
      problems.warn("autointerp.latents", "is more than the SAE has; all its latents are scored");
    }
  }

  private void rule(boolean holds, String path, String problem, String fix, String... otherPaths) {
    if (!holds && problems.clean(path) && problems.clean(otherPaths)) {
      problems.add(path, lines.of(path), problem, fix);
    }
  }
}
