package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.testing.RequiresSharedData;
import io.nullscope.testing.SharedData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example study on a real trained model, beside what an independent prototype measured with the
 * same settings (one seed each). Needs the shared data.
 */
@RequiresSharedData
class TinyStoriesIT {

  /** What the prototype measured. */
  private record Measured(
      String variant,
      int layer,
      double r2,
      double cosine,
      double l1,
      double entropy,
      double fuzzing,
      double detection) {}

  private static final List<Measured> PROTOTYPE =
      List.of(
          new Measured("trained", 0, 0.897, 0.966, 258, 2.53, 0.80, 0.77),
          new Measured("trained", 1, 0.803, 0.943, 485, 3.12, 0.75, 0.69),
          new Measured("rerandomized-incl-embeddings", 0, 0.632, 0.796, 131, 3.68, 0.57, 0.54),
          new Measured("rerandomized-incl-embeddings", 1, 0.637, 0.802, 650, 4.05, 0.50, 0.52),
          new Measured("rerandomized-excl-embeddings", 0, 0.673, 0.829, 127, 3.78, 0.59, 0.56),
          new Measured("rerandomized-excl-embeddings", 1, 0.670, 0.831, 654, 4.11, 0.52, 0.52),
          new Measured("step0", 0, 0.839, 0.922, 0.71, 2.44, 0.83, 0.82),
          new Measured("step0", 1, 0.742, 0.864, 0.82, 2.98, 0.78, 0.73),
          new Measured("control", 0, 0.688, 0.903, 202, 3.78, 0.48, 0.51),
          new Measured("control", 1, 0.652, 0.925, 329, 3.87, 0.49, 0.50));

  private static final Pattern STEP =
      Pattern.compile("(?:\\[ *\\d+/\\d+\\]| *) \\d+:\\d\\d \\S+/.*");
  private static final Pattern MEMORY =
      Pattern.compile("Peak resident memory of all processes: ([0-9.]+) GB");

  @TempDir static Path folder;

  @Test
  void agreesWithThePrototypeAndCostsNothingTheSecondTime() throws Exception {
    String[] study = {
      "run",
      CommandLine.root().resolve("examples/tinystories.yaml").toString(),
      "--set",
      "model.source=file:" + SharedData.path("llama-tinystories-656k"),
      "--set",
      "corpus.source=file:" + SharedData.path("tinystories.jsonl"),
      // The prototype counts every position.
      "--set",
      "positions={first: 0, specialTokens: false}",
      "--verbose",
      "--out"
    };
    Results results = run(study, "first").results();
    System.out.println(table(results));
    Run again = run(study, "again");

    assertThat(again.output().lines().filter(line -> STEP.matcher(line).matches()))
        .hasSize(50)
        .allMatch(line -> line.endsWith(" reused"));
    assertThat(again.results().cellBytes()).isEqualTo(results.cellBytes());
    check(results);
  }

  private record Run(Results results, String output) {}

  private static Run run(String[] study, String out) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(study));
    arguments.add(folder.resolve(out).toString());
    long start = System.nanoTime();
    try (CommandLine run =
        CommandLine.start(folder.resolve("home"), arguments.toArray(String[]::new))) {
      assertThat(run.awaitExit(Duration.ofMinutes(12))).as(run.output()).isZero();
      System.out.printf(Locale.ROOT, "%s run: %.0f s%n", out, (System.nanoTime() - start) / 1e9);
      Matcher memory = MEMORY.matcher(run.output());
      assertThat(memory.find()).as("peak memory in the output").isTrue();
      System.out.println(memory.group());
      assertThat(Double.parseDouble(memory.group(1))).as("peak memory, GB").isLessThanOrEqualTo(6);
      return new Run(Results.read(folder.resolve(out)), run.output());
    }
  }

  private static void check(Results results) {
    SoftAssertions softly = new SoftAssertions();
    softly
        .assertThat(results.metric("trained", "layers.0", "ce.clean.v1"))
        .as("clean cross-entropy")
        .isBetween(3.65, 3.95);
    for (Measured expected : PROTOTYPE) {
      String at = expected.variant() + " layers." + expected.layer() + " ";
      double fuzzing = value(results, expected, "fuzzing.auroc_pooled.v1");
      if (expected.variant().equals("control")) {
        softly.assertThat(fuzzing).as(at + "fuzzing").isBetween(0.44, 0.56);
      } else {
        softly
            .assertThat(fuzzing)
            .as(at + "fuzzing")
            .isBetween(expected.fuzzing() - 0.08, expected.fuzzing() + 0.08);
      }
      softly
          .assertThat(value(results, expected, "r2.global_centered.v1"))
          .as(at + "R²")
          .isBetween(expected.r2() - 0.06, expected.r2() + 0.06);
    }
    softly
        .assertThat(results.metric("trained", "layers.1", "token_entropy.mean.v2"))
        .as("entropy of trained at layer 1")
        .isGreaterThan(results.metric("trained", "layers.0", "token_entropy.mean.v2"));
    softly.assertAll();
  }

  private static double value(Results results, Measured cell, String metric) {
    return results.metric(cell.variant(), "layers." + cell.layer(), metric);
  }

  private static String table(Results results) {
    StringBuilder table =
        new StringBuilder(
            "cell (ours / prototype)                  R2            cosine        L1              entropy       fuzzing       detection\n");
    for (Measured p : PROTOTYPE) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-36s %5.3f / %5.3f %5.3f / %5.3f %6.4g / %6.4g %5.2f / %5.2f %5.3f / %4.2f %5.3f / %4.2f%n",
              p.variant() + " layers." + p.layer(),
              value(results, p, "r2.global_centered.v1"),
              p.r2(),
              value(results, p, "cosine.mean.v1"),
              p.cosine(),
              value(results, p, "l1.mean.v1"),
              p.l1(),
              value(results, p, "token_entropy.mean.v2"),
              p.entropy(),
              value(results, p, "fuzzing.auroc_pooled.v1"),
              p.fuzzing(),
              value(results, p, "detection.auroc_pooled.v1"),
              p.detection()));
    }
    return table
        .append(
            String.format(
                Locale.ROOT,
                "clean cross-entropy of trained: %.3f / 3.80%n",
                results.metric("trained", "layers.0", "ce.clean.v1")))
        .toString();
  }
}
