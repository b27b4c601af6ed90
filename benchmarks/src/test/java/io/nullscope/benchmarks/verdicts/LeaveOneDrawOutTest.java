package io.nullscope.benchmarks.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.benchmarks.verdicts.LeaveOneDrawOut.Trial;
import io.nullscope.metrics.application.CellUnits;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class LeaveOneDrawOutTest {

  private static final String REDRAWN = "rerandomized-incl-embeddings";
  private static final String R2 = "r2.global_centered.v1";
  private static final String FUZZING = "fuzzing.auroc.v1";
  private static final int UNITS = 60;

  private static final StudySpec SPEC =
      StudySpecReader.read(
              """
              name: ten
              model: { source: "file:model" }
              corpus: { source: "file:corpus.jsonl", contextLength: 128, trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
              variants: [trained, %s, control]
              variantSeeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
              sae: { latents: 64, k: 4, seeds: [0] }
              """
                  .formatted(REDRAWN))
          .orThrow();

  /** R² differs between draws, a score only between latents. */
  private static List<CellUnits> cells(ToDoubleFunction<VariantKey> effect) {
    List<CellUnits> cells = new ArrayList<>();
    for (VariantKey variant : SPEC.variantKeys()) {
      for (int layer = 0; layer < 2; layer++) {
        CellKey key = CellKey.parse("%s/layers.%d/topk/0".formatted(variant.id(), layer));
        Random own = new Random(key.id().hashCode() * 7919L);
        Random documents = new Random(layer);
        double level = 0.5 + effect.applyAsDouble(variant);
        double[] scores = normal(own, 0.7, 0.1);
        double[] shared = normal(documents, level, 0.05);
        double[] errors =
            IntStream.range(0, UNITS)
                .mapToDouble(i -> shared[i] + 0.03 * own.nextGaussian())
                .toArray();
        cells.add(
            new CellUnits(
                key,
                Map.of(R2, value(errors), FUZZING, value(scores)),
                Optional.empty(),
                Map.of(R2, UnitValues.of(errors), FUZZING, UnitValues.of(scores)),
                Map.of()));
      }
    }
    return cells;
  }

  private static double[] normal(Random random, double mean, double deviation) {
    return IntStream.range(0, UNITS)
        .mapToDouble(i -> mean + deviation * random.nextGaussian())
        .toArray();
  }

  private static MetricValue value(double[] units) {
    return new MetricValue(Arrays.stream(units).average().orElseThrow(), 0, 1, UNITS, "");
  }

  private static double effect(VariantKey variant) {
    return 0.1 * new Random(variant.id().hashCode() * 104729L).nextGaussian();
  }

  private static final List<CellUnits> CELLS = cells(LeaveOneDrawOutTest::effect);
  private static final List<Trial> TRIALS = trials(CELLS);

  private static List<Trial> trials(List<CellUnits> cells) {
    LeaveOneDrawOut study = new LeaveOneDrawOut(SPEC, cells, 6);
    List<Trial> trials = new ArrayList<>();
    study.nulls().forEach(kind -> trials.addAll(study.trials(kind)));
    return trials;
  }

  private static List<Trial> of(List<Trial> trials, String metric, String point) {
    return trials.stream()
        .filter(t -> t.verdict().metric().equals(metric) && t.verdict().hookPoint().equals(point))
        .toList();
  }

  private static double after(List<Trial> trials) {
    return trials.stream().filter(t -> t.after().orElseThrow() < 0.05).count()
        / (double) trials.size();
  }

  private static double before(List<Trial> trials) {
    return trials.stream().filter(t -> t.before().orElseThrow() < 0.05).count()
        / (double) trials.size();
  }

  /** Documents are the same in every cell: as units they see every draw as different. */
  @Test
  void drawsOfOneNullAreToldApartByUnitsAndNotByDraws() {
    List<Trial> reconstruction = of(TRIALS, R2, "all");
    assertThat(reconstruction).hasSize(20);
    assertThat(before(reconstruction)).isGreaterThan(0.8);
    assertThat(after(reconstruction)).isLessThanOrEqualTo(0.1);
    List<Trial> scores = of(TRIALS, FUZZING, "layers.1");
    assertThat(scores).hasSize(20);
    assertThat(before(scores)).isLessThanOrEqualTo(0.15);
    assertThat(after(scores)).isLessThanOrEqualTo(0.1);
    assertThat(TRIALS).noneMatch(t -> t.verdict().conclusion() == Conclusion.TRAINED_BETTER);
  }

  @Test
  void aDrawThatIsReallyDifferentIsFound() {
    VariantKey odd = new VariantKey(VariantKind.fromId("control"), 7);

    List<Trial> found =
        trials(cells(v -> effect(v) + (v.equals(odd) ? 1 : 0))).stream()
            .filter(t -> t.verdict().hookPoint().equals("all") && t.differs().orElse(false))
            .toList();

    assertThat(found).extracting(Trial::played).contains(odd);
    assertThat(found).hasSizeLessThanOrEqualTo(3);
  }

  /** A document that moves every cell by as much does not move their difference. */
  @Test
  void beforeIsTheDifferenceOverItsStandardErrorWithDocumentsInPairs() {
    Trial trial =
        of(TRIALS, R2, "layers.1").stream()
            .filter(t -> t.played().id().equals("control/3"))
            .findFirst()
            .orElseThrow();

    double[] difference = new double[UNITS];
    for (CellUnits cell : CELLS) {
      VariantKey variant = cell.key().variant();
      if (variant.kind().id().equals("control") && cell.key().hookPoint().layer() == 1) {
        double weight = variant.seed() == 3 ? -1 : 1.0 / 9;
        for (int i = 0; i < UNITS; i++) {
          difference[i] += weight * cell.units().get(R2).value(i);
        }
      }
    }
    double mean = Arrays.stream(difference).average().orElseThrow();
    double squares = Arrays.stream(difference).map(x -> (x - mean) * (x - mean)).sum();
    double z = Math.abs(mean) / (Math.sqrt(squares) / UNITS);
    assertThat(trial.before().orElseThrow())
        .isCloseTo(2 * NormalDistribution.of(0, 1).survivalProbability(z), within(1e-9));
  }

  @Test
  void theTableHasARowForEachMetric() {
    String table = new LeaveOneDrawOutTable(TRIALS).markdown();

    assertThat(table.lines().filter(line -> line.startsWith("| " + R2 + " | "))).hasSize(1);
    assertThat(table.lines().filter(line -> line.startsWith("| " + FUZZING + " | "))).hasSize(1);
    assertThat(table).contains("Any primary metric said to differ, of a null and a draw: ");
  }
}
