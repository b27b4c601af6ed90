package io.nullscope.cli.report;

import io.nullscope.cli.progress.Elapsed;
import io.nullscope.cli.progress.WrappedText;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.BudgetSpec;
import io.nullscope.study.Cost;
import io.nullscope.study.LanguageModelCost;
import io.nullscope.study.PlannedStep;
import io.nullscope.study.StepKind;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.time.Duration;
import java.util.List;

/** The steps of a plan with their costs, kind by kind or each, the totals, and a rough time. */
public final class PlanTable {
  /** Sustained float32 rate of one current processor core in the matrix products of a study. */
  static final double FLOPS_PER_CORE = 20e9;

  /** Processor time of the start of a local stack; measured (README of this module). */
  private static final double START_UP_CORE_SECONDS = 24;

  private PlanTable() {}

  /**
   * The table for a machine with so many cores.
   *
   * @param everyStep a row for each step; otherwise one for each kind
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(
      StudySpec spec, StudyPlan plan, int cores, boolean everyStep, int columns) {
    TextTable table = new TextTable(1, List.of("step", "tokens", "FLOPs", "bytes stored"));
    if (everyStep) {
      plan.steps().forEach(step -> table.row(row(step.id().value(), step.cost())));
    } else {
      for (StepKind kind : StepKind.values()) {
        List<PlannedStep> steps = plan.steps(kind);
        Cost cost = steps.stream().map(PlannedStep::cost).reduce(Cost.NONE, Cost::plus);
        table.row(row("%s (%d)".formatted(kind.id(), steps.size()), cost));
      }
    }
    table.row(row("verdicts", plan.verdicts()));
    Cost total = plan.totalCost().plus(plan.verdicts());
    table.row(row("total (%d steps)".formatted(plan.steps().size()), total));
    return table.render(columns)
        + "\n\n"
        + WrappedText.of(
            (everyStep ? "" : "--all lists every step.\n")
                + time(total, Math.max(1, cores))
                + "\n"
                + languageModel(spec.autointerp(), plan),
            columns);
  }

  private static String time(Cost total, int cores) {
    double startUp = START_UP_CORE_SECONDS / cores;
    double work = total.flops() / (FLOPS_PER_CORE * cores);
    return "Rough wall time on this machine: %s, of which %s to start the local stack; at %.0f GFLOP/s on each of %d cores, input and output not counted."
        .formatted(
            Elapsed.rough(seconds(startUp + work)),
            Elapsed.rough(seconds(startUp)),
            FLOPS_PER_CORE / 1e9,
            cores);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (1000 * seconds));
  }

  private static String languageModel(AutointerpSpec autointerp, StudyPlan plan) {
    if (autointerp.languageModels().isEmpty()) {
      return "Language model: 0 tokens, price 0 (the lexical explainer and judge need none).";
    }
    LanguageModelCost cost = plan.totalCost().languageModel();
    boolean priced = autointerp.languageModels().stream().allMatch(m -> m.prices().isPresent());
    String line =
        "Language model: %s requests, %s input and %s output tokens, %s; for %d SAEs, before what the cache of replies saves."
            .formatted(
                Quantity.of((long) cost.requests()),
                Quantity.of((long) cost.inputTokens()),
                Quantity.of((long) cost.outputTokens()),
                priced
                    ? "price %.2f".formatted(cost.price())
                    : "price unknown (set inputPrice and outputPrice)",
                plan.cells().size());
    return line + overBudget(autointerp.budget(), cost);
  }

  private static String overBudget(BudgetSpec budget, LanguageModelCost cost) {
    String warning = "";
    if (budget.tokens().isPresent() && cost.tokens() > budget.tokens().getAsLong()) {
      warning +=
          "\nautointerp.budget.tokens is %s, less than the %s expected: the study would stop there."
              .formatted(
                  Quantity.of(budget.tokens().getAsLong()), Quantity.of((long) cost.tokens()));
    }
    if (budget.cost().isPresent() && cost.price() > budget.cost().getAsDouble()) {
      warning +=
          "\nautointerp.budget.cost is %.2f, less than the %.2f expected: the study would stop there."
              .formatted(budget.cost().getAsDouble(), cost.price());
    }
    return warning;
  }

  private static List<String> row(String name, Cost cost) {
    return List.of(
        name,
        Quantity.of(cost.tokens()),
        Quantity.of(cost.flops()),
        Quantity.bytes(cost.bytesStored()));
  }
}
