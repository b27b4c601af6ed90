package io.nullscope.cli.preflight;

import io.nullscope.cli.report.Quantity;
import io.nullscope.study.CellKey;
import io.nullscope.study.PlannedStep;
import io.nullscope.study.StepKind;
import io.nullscope.study.StudyPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine that a study is to run on.
 *
 * @param memory bytes that programs can still have; empty where that is not known
 * @param disk bytes that can still be written to the state directory
 * @param state the state directory; need not exist yet
 */
public record Machine(OptionalLong memory, long disk, Path state) {
  private static final Path MEMORY_INFORMATION = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** Broker, store and five services with a small model. */
  private static final long STACK_BYTES = 3_500_000_000L;

  /** activation-service and metrics-service hold the weights at the same time. */
  private static final int COPIES_OF_WEIGHTS = 2;

  /** Parameters, gradients and the two moments of Adam. */
  private static final int COPIES_OF_SAE = 4;

  /** This machine, with the state directory of the local stack. */
  public static Machine here(Path state) {
    Path existing = state.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return new Machine(availableMemory(), Files.getFileStore(existing).getUsableSpace(), state);
    } catch (IOException e) {
      throw new UncheckedIOException("looking at the room in " + existing, e);
    }
  }

  private static OptionalLong availableMemory() throws IOException {
    if (!Files.isReadable(MEMORY_INFORMATION)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(MEMORY_INFORMATION)) {
      return lines
          .filter(line -> line.startsWith(AVAILABLE))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    }
  }

  /** Reports when there is certainly too little room, warns when there is probably. */
  void check(StudyPlan plan, Findings findings) {
    memory.ifPresent(available -> checkMemory(plan, available, findings));
    long stored = plan.totalCost().bytesStored();
    if (stored <= disk) {
      return;
    }
    String numbers =
        "the study stores about %s, but %s has room for %s"
            .formatted(Quantity.bytes(stored), state, Quantity.bytes(disk));
    // What an earlier run has stored is used again.
    if (stored > disk + bytesBelow(state)) {
      findings.error(
          numbers,
          "make room there, point NULLSCOPE_HOME to a larger disk, or set activations.retention: rolling");
    } else {
      findings.warn(numbers + ". What an earlier run has stored there is used again.");
    }
  }

  private void checkMemory(StudyPlan plan, long available, Findings findings) {
    long weights =
        plan.steps(StepKind.VARIANT).stream()
            .mapToLong(step -> step.cost().bytesStored())
            .max()
            .orElse(0);
    // The SAEs of a variant and hook point are trained side by side.
    Map<String, Long> trainings =
        plan.steps(StepKind.SAE).stream()
            .collect(
                Collectors.groupingBy(
                    step -> training(step.cell().orElseThrow()),
                    Collectors.summingLong(Machine::parameterBytes)));
    long saes = trainings.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long wanted = STACK_BYTES + COPIES_OF_WEIGHTS * weights + COPIES_OF_SAE * saes;
    if (wanted > available) {
      findings.warn(
          "The study wants about %s of memory (the stack %s, the model's weights %d × %s, SAEs in training %s), but %s are available; it may be slow, or processes may be killed."
              .formatted(
                  Quantity.bytes(wanted),
                  Quantity.bytes(STACK_BYTES),
                  COPIES_OF_WEIGHTS,
                  Quantity.bytes(weights),
                  Quantity.bytes(COPIES_OF_SAE * saes),
                  Quantity.bytes(available)));
    }
  }

  private static String training(CellKey cell) {
    return cell.variant() + " " + cell.hookPoint();
  }

  private static long parameterBytes(PlannedStep step) {
    return step.cost().bytesStored();
  }

  private static long bytesBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + folder, e);
    }
  }
}
