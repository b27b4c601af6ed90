package io.nullscope.benchmarks.verdicts;

import io.nullscope.benchmarks.Arguments;
import io.nullscope.benchmarks.verdicts.LeaveOneDrawOut.Trial;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.study.VariantKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Prints how often a draw of a null that plays trained is called different from the other draws, as
 * Markdown: {@code --results DIR --home DIR [--nulls KIND,KIND]}. DIR are the results of a finished
 * study and the home of the stack that made them, whose object store holds the values of documents
 * and latents.
 */
public final class LeaveOneDrawOutTable {

  private static final double LEVEL = 0.05;

  private final List<Trial> trials;

  LeaveOneDrawOutTable(List<Trial> trials) {
    this.trials = List.copyOf(trials);
  }

  public static void main(String... args) throws IOException {
    Arguments arguments = Arguments.of(args);
    LeaveOneDrawOut study =
        new FinishedStudy(Path.of(arguments.require("results")), Path.of(arguments.require("home")))
            .leaveOneDrawOut();
    List<VariantKind> nulls = study.nulls();
    String only = arguments.get("nulls", "");
    List<Trial> trials = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (VariantKind kind : nulls) {
      if (only.isEmpty() || List.of(only.split(",")).contains(kind.id())) {
        trials.addAll(study.trials(kind));
        names.add(kind.id());
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no null with %d draws or more to leave one out of; the study has %s"
              .formatted(
                  LeaveOneDrawOut.FEWEST_DRAWS, nulls.stream().map(VariantKind::id).toList()));
    }
    System.out.println("Nulls: " + String.join(", ", names) + ".\n");
    System.out.print(new LeaveOneDrawOutTable(trials).markdown());
  }

  String markdown() {
    StringBuilder out = new StringBuilder();
    row(
        out,
        "metric",
        "all: before, p < .05",
        "after, p < .05",
        "said to differ",
        "hook points: before, p < .05",
        "after, p < .05",
        "said to differ");
    out.append("|").append(" --- |".repeat(7)).append('\n');
    for (MetricId metric : MetricId.values()) {
      metricRow(out, metric, metric.id(), point -> point.equals(Subject.ALL));
      if (trials.stream().anyMatch(of(metric, Subject.SLOPE::equals))) {
        metricRow(out, metric, metric.id() + ", slope", Subject.SLOPE::equals);
      }
    }
    Rate families = families();
    out.append("\nAny primary metric said to differ, of a null and a draw: ")
        .append(families)
        .append(
            ".\nBrackets: 95 % binomial intervals (Clopper and Pearson), as if trials were"
                + " independent. They share draws: true intervals are wider.\n");
    return out.toString();
  }

  private void metricRow(
      StringBuilder out, MetricId metric, String name, Predicate<String> points) {
    List<Trial> over = trials.stream().filter(of(metric, points)).toList();
    if (over.isEmpty()) {
      return;
    }
    boolean slope = over.get(0).verdict().hookPoint().equals(Subject.SLOPE);
    List<Trial> at =
        slope ? List.of() : trials.stream().filter(of(metric, this::isHookPoint)).toList();
    MetricRole role = metric.definition().role();
    row(
        out,
        name + (role == MetricRole.PRIMARY ? "" : " (" + role.name().toLowerCase() + ")"),
        rate(over, trial -> significant(trial.before())),
        rate(over, trial -> significant(trial.after())),
        rate(over, Trial::differs),
        rate(at, trial -> significant(trial.before())),
        rate(at, trial -> significant(trial.after())),
        rate(at, Trial::differs));
  }

  private boolean isHookPoint(String point) {
    return !point.equals(Subject.ALL) && !point.equals(Subject.SLOPE);
  }

  private static Predicate<Trial> of(MetricId metric, Predicate<String> points) {
    return trial ->
        trial.verdict().metric().equals(metric.id()) && points.test(trial.verdict().hookPoint());
  }

  private static Optional<Boolean> significant(OptionalDouble p) {
    return p.isPresent() ? Optional.of(p.getAsDouble() < LEVEL) : Optional.empty();
  }

  private static Rate rate(List<Trial> trials, Function<Trial, Optional<Boolean>> happened) {
    Rate rate = Rate.NONE;
    for (Trial trial : trials) {
      Optional<Boolean> hit = happened.apply(trial);
      rate = hit.isPresent() ? rate.and(hit.get()) : rate;
    }
    return rate;
  }

  /** Of the families of primary metrics, those in which any is said to differ. */
  private Rate families() {
    Rate rate = Rate.NONE;
    List<List<Trial>> families =
        List.copyOf(
            trials.stream()
                .filter(trial -> trial.verdict().subject().role() == MetricRole.PRIMARY)
                .filter(trial -> trial.verdict().hookPoint().equals(Subject.ALL))
                .collect(
                    Collectors.groupingBy(trial -> trial.played() + "/" + trial.verdict().sae()))
                .values());
    for (List<Trial> family : families) {
      rate = rate.and(family.stream().anyMatch(trial -> trial.differs().orElse(false)));
    }
    return rate;
  }

  private static void row(StringBuilder out, Object... cells) {
    out.append(
        Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
