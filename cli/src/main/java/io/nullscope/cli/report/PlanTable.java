package io.nullscope.cli.report;

import io.nullscope.cli.progress.Elapsed;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.BudgetSpec;
import io.nullscope.study.Cost;
import io.nullscope.study.LanguageModelCost;
import io.nullscope.study.PlannedStep;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.time.Duration;
import java.util.List;

/** The steps of a plan with their costs, the totals, and a rough time. */
public final class PlanTable {
  /** Sustained float32 rate of one current processor core in the matrix products of a study. */
  static final double FLOPS_PER_CORE = 20e9;

  private PlanTable() {}

  /** The table for a machine with so many cores. */
  public static String render(StudySpec spec, StudyPlan plan, int cores) {
    TextTable table = new TextTable(1, List.of("step", "tokens", "FLOPs", "bytes stored"));
    for (PlannedStep step : plan.steps()) {
      table.row(row(step.id().value(), step.cost()));
    }
    Cost total = plan.totalCost();
    table.row(row("total (" + plan.steps().size() + " steps)", total));
    Duration time =
        Duration.ofMillis((long) (1000 * total.flops() / (FLOPS_PER_CORE * Math.max(1, cores))));
    return table.render()
        + "\n\nRough wall time on this machine: %s, at %.0f GFLOP/s on each of %d cores; start-up, input and output not counted."
            .formatted(Elapsed.rough(time), FLOPS_PER_CORE / 1e9, cores)
        + "\n"
        + languageModel(spec.autointerp(), plan);
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
