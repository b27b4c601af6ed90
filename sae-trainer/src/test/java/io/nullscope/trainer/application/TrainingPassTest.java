package io.nullscope.trainer.application;

import static io.nullscope.trainer.fixture.MadeUpWriter.ACTIVATIONS;
import static io.nullscope.trainer.fixture.MadeUpWriter.STUDY;
import static io.nullscope.trainer.fixture.TinyStudy.CELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.TransientException;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.sae.TrainingDivergedException;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.fixture.CrashingStore;
import io.nullscope.trainer.fixture.MadeUpWriter;
import io.nullscope.trainer.fixture.SyntheticActivations;
import io.nullscope.trainer.fixture.TinyStudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several SAEs on one pass, on kept and on rolling activations, undisturbed and killed. */
class TrainingPassTest {

  private static final ArtifactId VARIANT = new ArtifactId("0".repeat(64));
  private static final ArtifactId ALL = SyntheticActivations.ALL_POSITIONS.id();
  private static final TrainingPace EVERY_STEP = new TrainingPace(Duration.ZERO, Duration.ZERO);
  private static final TrainingPace NEVER =
      new TrainingPace(Duration.ofDays(1), Duration.ofDays(1));
  private static final Patience NO_WAITING =
      new Patience(
          () -> {
            throw new AssertionError("the made-up writer is never late");
          },
          1);
  private static final int SHARDS = SyntheticActivations.ROWS / MadeUpWriter.SHARD_TOKENS;

  private static TensorRuntime runtime;

  @TempDir private Path scratch;
  private final StopSignal stop = new StopSignal();

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final MadeUpWriter writer = new MadeUpWriter(store);
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private String architecture = "topk";

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @AfterEach
  void noWorkingFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).isEmpty();
    }
  }

  /** A batch that divides neither a block of shards nor an epoch. */
  private StudySpec study(boolean rolling) {
    String[] settings = {
      "sae.training.batchSize=48", "sae.name=topk", "sae.architecture=" + architecture
    };
    return TinyStudy.of(rolling ? MadeUpWriter.study(settings) : settings);
  }

  private static List<CellKey> cells(long... seeds) {
    return LongStream.of(seeds)
        .mapToObj(seed -> new CellKey(CELL.variant(), CELL.hookPoint(), CELL.sae(), seed))
        .toList();
  }

  private TrainingPass pass(ArtifactStore in, boolean rolling, TrainingPace pace, long... seeds) {
    return pass(in, rolling, pace, 16, NO_WAITING, seeds);
  }

  private TrainingPass pass(
      ArtifactStore in,
      boolean rolling,
      TrainingPace pace,
      int sideBySide,
      Patience patience,
      long... seeds) {
    ArtifactId activations = rolling ? ACTIVATIONS : SyntheticActivations.store(store, 1);
    return new TrainSparseAutoencoders(
            runtime, in, pace, SideBySide.unlimited(sideBySide), patience, scratch, stop)
        .pass(
            study(rolling),
            new TrainSparseAutoencoders.Activations(
                STUDY,
                activations,
                VARIANT,
                MadeUpWriter.tokens(store),
                ALL,
                CELL.hookPoint(),
                SyntheticActivations.WIDTH),
            cells(seeds),
            writer,
            cancelled::get);
  }

  @Test
  void tellsTheStepsOfAllTrainings() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    TrainingPass pass = pass(store, false, NEVER, 0, 1);

    StepProgress.tell(
        (steps, total, unit) -> {
          done.add(steps);
          totals.add(total);
        },
        () -> pass.result(cells(0).get(0)));

    long all = totals.get(0);
    assertThat(totals).allMatch(total -> total == all);
    assertThat(done).hasSize((int) all).first().isEqualTo(1L);
    assertThat(done.get(done.size() - 1)).isEqualTo(all);
  }

  private List<Manifest> manifests(TrainingPass pass, long... seeds) {
    return cells(seeds).stream()
        .map(cell -> store.require(SaeArtifact.KIND, pass.result(cell).id()))
        .toList();
  }

  private List<Manifest> alone(boolean rolling, long... seeds) {
    List<Manifest> manifests = new ArrayList<>();
    for (long seed : seeds) {
      manifests.addAll(manifests(pass(store, rolling, NEVER, seed), seed));
    }
    return manifests;
  }

  private void forgetAllSaes() {
    keys("artifacts/sae/").forEach(objects::delete);
  }

  private List<String> keys(String prefix) {
    return objects.list(prefix).map(ObjectStat::key).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sideBySideEachEndsWithTheBitsThatItHasAlone(boolean rolling) {
    List<Manifest> alone = alone(rolling, 0, 1, 7);
    forgetAllSaes();

    assertThat(manifests(pass(store, rolling, NEVER, 0, 1, 7), 0, 1, 7)).isEqualTo(alone);

    forgetAllSaes();
    assertThat(manifests(pass(store, rolling, EVERY_STEP, 2, NO_WAITING, 0, 1, 7), 0, 1, 7))
        .as("two at a time")
        .isEqualTo(alone);
    assertThat(keys("checkpoints/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false, 9, topk", "true, 7, topk", "false, 9, matryoshka", "true, 7, batchtopk"})
  void killedAgainAndAgainItEndsWithTheSameBits(boolean rolling, int interval, String kind) {
    architecture = kind;
    List<Manifest> undisturbed = alone(rolling, 0, 1);
    forgetAllSaes();
    ArtifactStore crashing = new ArtifactStore(new CrashingStore(objects, interval));

    TrainingPass last = null;
    int deaths = 0;
    while (last == null) {
      TrainingPass pass = pass(crashing, rolling, EVERY_STEP, 0, 1);
      try {
        cells(0, 1).forEach(pass::result);
        last = pass;
      } catch (CrashingStore.Killed killed) {
        deaths++;
        assertThat(deaths).as("it gets on").isLessThan(200);
      }
    }

    assertThat(deaths).isGreaterThan(3);
    assertThat(manifests(last, 0, 1)).isEqualTo(undisturbed);
    assertThat(keys("checkpoints/")).isEmpty();
  }

  @Test
  void theWindowMovesWithTheSlowestCheckpointAndIsEmptyAtTheEnd() {
    pass(store, true, NEVER, 0, 1).result(cells(0).get(0));

    // Two epochs, in steps of half a window; the last step leads from the last block but one to
    // the end, and the last word is that nothing is needed.
    List<Long> expected =
        new ArrayList<>(
            LongStream.iterate(0, shard -> shard < 2 * SHARDS - 2, shard -> shard + 2)
                .boxed()
                .toList());
    expected.add(2L * SHARDS);
    assertThat(writer.words()).isEqualTo(expected);
    assertThat(writer.window().shards()).isEmpty();
  }

  @Test
  void whatIsTrainedNeedsNoShardsAndWhatIsGoneIsMadeAgainWithTheSameBits() {
    List<Manifest> first = alone(true, 0, 1);
    int words = writer.words().size();

    TrainingPass again = pass(store, true, NEVER, 0, 1);
    assertThat(again.result(cells(0).get(0)).reused()).isTrue();
    assertThat(writer.words()).hasSize(words + 1); // that nothing is needed
    assertThat(writer.window().shards()).isEmpty();

    objects.delete(Manifest.key(SaeArtifact.KIND, first.get(1).id()));
    assertThat(manifests(pass(store, true, NEVER, 0, 1), 0, 1)).isEqualTo(first);
  }

  @Test
  void oneThatDivergesLeavesTheOthersAlone() {
    List<Manifest> alone = alone(true, 0, 1);
    forgetAllSaes();
    TrainingPass pass = rollingPass(TrainingPassTest::wild, 0, 9, 1);

    assertThatThrownBy(() -> pass.result(cells(9).get(0)))
        .isInstanceOf(TrainingDivergedException.class);
    assertThat(manifests(pass, 0, 1)).isEqualTo(alone);
    assertThat(writer.window().shards()).isEmpty();
  }

  /** A pass whose plans are changed. */
  private TrainingPass rollingPass(UnaryOperator<CellPlan> change, long... seeds) {
    return rollingPass(ALL, change, seeds);
  }

  private TrainingPass rollingPass(
      ArtifactId positions, UnaryOperator<CellPlan> change, long... seeds) {
    StudySpec spec = study(true);
    RollingSource source =
        new RollingSource(
            store,
            new TrainSparseAutoencoders.Activations(
                STUDY,
                ACTIVATIONS,
                VARIANT,
                MadeUpWriter.tokens(store),
                positions,
                CELL.hookPoint(),
                SyntheticActivations.WIDTH),
            (ActivationsSpec.Rolling) spec.activations(),
            writer,
            NO_WAITING,
            cancelled::get);
    return new TrainingPass(
        runtime,
        store,
        NEVER,
        SideBySide.unlimited(16),
        scratch,
        source,
        cells(seeds),
        (cell, width) -> change.apply(CellPlan.of(spec, cell, ACTIVATIONS, positions, width, true)),
        cancelled::get,
        stop);
  }

  @Test
  void positionsThatDoNotCountAreLeftOut() {
    List<Manifest> all = alone(true, 0, 1);
    ArtifactId some = MadeUpWriter.positionsWithoutOne(store);
    List<Manifest> without = manifests(rollingPass(some, plan -> plan, 0, 1), 0, 1);
    assertThat(without.get(0).files()).isNotEqualTo(all.get(0).files());
    forgetAllSaes();

    List<Manifest> later = manifests(rollingPass(some, plan -> plan, 1), 1);

    assertThat(later).containsExactly(without.get(1));
    assertThat(writer.window().shards()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"65, 1, true", "66, 1, false", "65, 2, true", "66, 2, false"})
  void aBatchThatNeedsMoreShardsThanTheWindowHasIsRefused(int batch, int epochs, boolean fits) {
    UnaryOperator<CellPlan> larger =
        plan -> changed(plan, new TrainingConfig(batch, epochs, 1e-3, 0, 0, 1000));
    TrainingPass pass = rollingPass(larger, 0);

    if (fits) {
      assertThat(pass.result(CELL).reused()).isFalse();
    } else {
      assertThatThrownBy(() -> pass.result(CELL))
          .isInstanceOfSatisfying(
              RejectedException.class,
              rejected -> assertThat(rejected.code()).isEqualTo("WINDOW_TOO_SMALL"))
          .hasMessageContaining("may need 6 shards at a time, the window has 4");
    }
  }

  private static CellPlan changed(CellPlan plan, TrainingConfig training) {
    return new CellPlan(
        plan.cell(),
        plan.config(),
        training,
        plan.decoderBias(),
        plan.precision(),
        plan.streams(),
        plan.request());
  }

  /** Seed 9 learns far too fast, in batches of another size. */
  private static CellPlan wild(CellPlan plan) {
    if (plan.cell().saeSeed() != 9) {
      return plan;
    }
    TrainingConfig wild = new TrainingConfig(20, 1, 1e37, 0, 0, 1000);
    return changed(plan, wild);
  }

  @Test
  void aWriterThatWasAwayIsReminded() {
    List<Manifest> undisturbed = alone(true, 0);
    forgetAllSaes();
    writer.ignore(3);
    int[] pauses = {0};

    Patience patience = new Patience(() -> pauses[0]++, 2);
    assertThat(manifests(pass(store, true, NEVER, 16, patience, 0), 0)).isEqualTo(undisturbed);
    assertThat(pauses[0]).isEqualTo(6); // words 1, 2, 3 unheard; the fourth after six looks
  }

  @Test
  void aWriterThatFailsEndsTheTrainingWithItsReason() {
    writer.ignore(1);
    Patience patience =
        new Patience(
            () ->
                writer
                    .window()
                    .fail(new ShardWindow.Failure(false, "INVALID_MODEL", "no such tensor")),
            100);

    assertThatThrownBy(() -> pass(store, true, NEVER, 16, patience, 0).result(CELL))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("INVALID_MODEL"))
        .hasMessage("no such tensor");
    assertThat(writer.words()).endsWith(2L * SHARDS);

    List<Manifest> later = manifests(pass(store, true, NEVER, 0), 0);
    assertThat(later).as("an old failure does not matter").hasSize(1);
  }

  @Test
  void aWriterThatFailsForTheMomentIsAskedAgain() {
    List<Manifest> undisturbed = alone(true, 0);
    forgetAllSaes();
    writer.ignore(1);
    Patience patience =
        new Patience(
            () -> writer.window().fail(new ShardWindow.Failure(true, "STORE", "not there")), 100);
    TrainingPass pass = pass(store, true, NEVER, 16, patience, 0);

    assertThatThrownBy(() -> pass.result(CELL))
        .isInstanceOfSatisfying(
            TransientException.class, passing -> assertThat(passing.code()).isEqualTo("STORE"))
        .hasMessage("not there");
    assertThat(manifests(pass, 0)).as("the step is tried again").isEqualTo(undisturbed);
  }

  @Test
  void aCancelledStudyStopsTheWaitingAndGoesOnLater() {
    List<Manifest> undisturbed = alone(true, 0);
    forgetAllSaes();
    writer.ignore(1);
    Patience patience = new Patience(() -> cancelled.set(true), 100);

    assertThatThrownBy(() -> pass(store, true, NEVER, 16, patience, 0).result(CELL))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("STUDY_CANCELLED"));
    assertThat(writer.window().shards()).isEmpty();

    cancelled.set(false);
    assertThat(manifests(pass(store, true, NEVER, 0), 0)).isEqualTo(undisturbed);
  }
}
