package io.nullscope.cli.report;

import io.nullscope.cli.progress.Elapsed;
import io.nullscope.study.Cost;
import io.nullscope.study.PlannedStep;
import io.nullscope.study.StudyPlan;
import java.time.Duration;
import java.util.List;

/** The steps of a plan with their costs, the totals, and a rough time. */
public final class PlanTable {
  /** Sustained float32 rate of one current processor core in the matrix products of a study. */
  static final double FLOPS_PER_CORE = 20e9;

  private PlanTable() {}

  /** The table for a machine with so many cores. */
  public static String render(StudyPlan plan, int cores) {
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
        + "\nLanguage model: 0 tokens, price 0 (the lexical explainer and judge need none).";
  }

  private static List<String> row(String name, Cost cost) {
    return List.of(
        name,
        Quantity.of(cost.tokens()),
        Quantity.of(cost.flops()),
        Quantity.bytes(cost.bytesStored()));
  }
}
