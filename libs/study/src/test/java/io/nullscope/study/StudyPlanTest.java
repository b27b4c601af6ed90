package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StudyPlanTest {
  private static final ModelShape TWO_LAYERS = new ModelShape("llama", 2, 128, 2048, 512);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // V variants, H hook points, S SAE seeds: 2·V + 4·V·H·S steps.
        "variantSeeds=[0] | 50",
        "variantSeeds=[0, 1, 2] | 130",
        "sae.seeds=[0, 1] | 90",
        "hookPoints=[layers.1] | 30",
        "hookPoints={every: 2} | 30",
        "variants=[trained] | 10",
      })
  void hasOneStepForEachUnitOfWork(String override, int steps) {
    assertThat(StudyPlan.of(Studies.ofOneDraw(override), TWO_LAYERS).steps()).hasSize(steps);
  }

  @Test
  void namesStepsAndInputs() {
    StudyPlan plan =
        StudyPlan.of(
            Studies.ofOneDraw("variants=[trained]", "hookPoints=[layers.1]", "sae.seeds=[3]"),
            TWO_LAYERS);

    assertThat(plan.steps())
        .extracting(step -> step.id() + " <- " + step.inputs())
        .containsExactly(
            "variant/trained/0 <- []",
            "activations/trained/0 <- [variant/trained/0]",
            "sae/trained/0/layers.1/topk/3 <- [activations/trained/0]",
            "reconstruction/trained/0/layers.1/topk/3 <- [variant/trained/0, activations/trained/0, sae/trained/0/layers.1/topk/3]",
            "latents/trained/0/layers.1/topk/3 <- [activations/trained/0, sae/trained/0/layers.1/topk/3]",
            "interpretability/trained/0/layers.1/topk/3 <- [latents/trained/0/layers.1/topk/3]");
  }

  @Test
  void stepsSayWhatTheyAreAbout() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw("sae.seeds=[0, 4]"), TWO_LAYERS);
    CellKey cell = new CellKey(new VariantKey(VariantKind.STEP0, 0), new HookPoint(1), "topk", 4);

    PlannedStep sae = plan.step(StepId.sae(cell)).orElseThrow();
    PlannedStep variant = plan.step(StepId.variant(cell.variant())).orElseThrow();

    assertThat(sae.kind()).isEqualTo(StepKind.SAE);
    assertThat(sae.cell()).contains(cell);
    assertThat(sae.hookPoint()).contains(cell.hookPoint());
    assertThat(variant.cell()).isEmpty();
    assertThat(variant.variant()).isEqualTo(cell.variant());
    assertThat(plan.step(StepId.study())).isEmpty();
  }

  @Test
  void inputsComeFirstAndIdsAreUnique() {
    StudyPlan plan =
        StudyPlan.of(Studies.ofOneDraw("variantSeeds=[0, 1]", "sae.seeds=[0, 1]"), TWO_LAYERS);
    Set<StepId> seen = new HashSet<>();

    for (PlannedStep step : plan.steps()) {
      assertThat(seen).containsAll(step.inputs());
      assertThat(seen.add(step.id())).isTrue();
      assertThat(step.id().kind()).contains(step.kind());
      assertThat(step.id().variant()).contains(step.variant());
      assertThat(step.id().cell()).isEqualTo(step.cell());
    }
  }

  @Test
  void drawnVariantsHaveOneStepForEachSeed() {
    assertThat(StudyPlan.variants(Studies.ofOneDraw("variantSeeds=[5, 6]")))
        .extracting(VariantKey::id)
        .containsExactly(
            "trained/0",
            "rerandomized-incl-embeddings/5",
            "rerandomized-incl-embeddings/6",
            "rerandomized-excl-embeddings/5",
            "rerandomized-excl-embeddings/6",
            "step0/5",
            "step0/6",
            "control/5",
            "control/6");
  }

  @Test
  void aStep0CheckpointIsOneVariant() {
    StudySpec spec =
        Studies.ofOneDraw(
            "variantSeeds=[5, 6]", "variants=[step0, trained]", "model.step0Source=file:step0");

    assertThat(StudyPlan.variants(spec))
        .extracting(VariantKey::id)
        .containsExactly("step0/0", "trained/0");
  }

  @Test
  void cellsAreOrderedByVariantHookPointAndSeed() {
    StudySpec spec = Studies.ofOneDraw("variants=[trained, control]", "sae.seeds=[1, 0]");

    assertThat(StudyPlan.of(spec, TWO_LAYERS).cells())
        .extracting(CellKey::id)
        .containsExactly(
            "trained/0/layers.0/topk/1",
            "trained/0/layers.0/topk/0",
            "trained/0/layers.1/topk/1",
            "trained/0/layers.1/topk/0",
            "control/0/layers.0/topk/1",
            "control/0/layers.0/topk/0",
            "control/0/layers.1/topk/1",
            "control/0/layers.1/topk/0");
  }

  @ParameterizedTest
  @EnumSource(StepKind.class)
  void stepsOfAKindAreInOrder(StepKind kind) {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);

    assertThat(plan.steps(kind))
        .hasSize(kind.perCell() ? 10 : 5)
        .allSatisfy(step -> assertThat(step.kind()).isEqualTo(kind));
    assertThat(StepKind.fromId(kind.id())).isEqualTo(kind);
  }

  @Test
  void aFailedVariantBlocksAllThatComesOfIt() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);
    VariantKey control = new VariantKey(VariantKind.CONTROL, 0);

    Set<StepId> blocked = plan.blockedBy(Set.of(StepId.variant(control)));

    assertThat(blocked)
        .hasSize(9)
        .contains(StepId.activations(control))
        .doesNotContain(StepId.variant(control))
        .allSatisfy(id -> assertThat(id.variant()).contains(control));
  }

  @Test
  void aFailedSaeBlocksItsCellOnly() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);
    CellKey cell = plan.cells().get(3);

    assertThat(plan.blockedBy(Set.of(StepId.sae(cell))))
        .containsExactly(
            StepId.reconstruction(cell), StepId.latents(cell), StepId.interpretability(cell));
    assertThat(plan.blockedBy(Set.of(StepId.reconstruction(cell)))).isEmpty();
    assertThat(plan.blockedBy(Set.of(StepId.latents(cell), StepId.interpretability(cell))))
        .isEmpty();
  }

  @Test
  void aFailedStudyBlocksEverything() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);

    assertThat(plan.blockedBy(Set.of(StepId.study()))).hasSize(plan.steps().size());
    assertThat(plan.blockedBy(Set.of())).isEmpty();
    assertThat(plan.blockedBy(Set.of(StepId.variant(new VariantKey(VariantKind.STEP0, 77)))))
        .isEmpty();
  }

  @Test
  void aLayerThatTheModelDoesNotHaveIsRefused() {
    StudySpec spec =
        Studies.ofOneDraw(
            "variants=[trained, cascading-top-1, cascading-top-2, cascading-bottom-7]");

    assertThatThrownBy(() -> StudyPlan.of(spec, TWO_LAYERS))
        .isInstanceOfSatisfying(
            StudyMismatchException.class,
            mismatch -> assertThat(mismatch.code()).isEqualTo("UNKNOWN_LAYER"))
        .hasMessage(
            "variants: cascading-top-2, cascading-bottom-7: the model has no such layer; N in cascading-top-N and cascading-bottom-N may be 0 to 1");
  }

  @Test
  void whatAVariantStoresIsWhatItDraws() {
    StudySpec spec =
        Studies.ofOneDraw(
            "variants=[trained, spectrum, cascading-top-1, cascading-bottom-0, token-shuffled]");
    StudyPlan plan = StudyPlan.of(spec, TWO_LAYERS);
    long trained = stored(plan, VariantKind.TRAINED);

    assertThat(stored(plan, VariantKind.SPECTRUM)).isEqualTo(trained);
    assertThat(stored(plan, VariantKind.cascadingTop(1))).isEqualTo(trained / 2);
    assertThat(stored(plan, VariantKind.cascadingBottom(0))).isEqualTo(trained / 2);
    assertThat(stored(plan, VariantKind.TOKEN_SHUFFLED)).isZero();
    assertThat(cost(plan, VariantKind.SPECTRUM).flops()).isPositive();
  }

  private static long stored(StudyPlan plan, VariantKind kind) {
    return cost(plan, kind).bytesStored();
  }

  private static Cost cost(StudyPlan plan, VariantKind kind) {
    return plan.step(StepId.variant(new VariantKey(kind, 0))).orElseThrow().cost();
  }

  @Test
  void estimatesWhatStepsCost() {
    StudySpec spec =
        Studies.ofOneDraw("sae={latents: 2048, k: 16, training: {epochs: 2}}", "seed=1");
    StudyPlan plan = StudyPlan.of(spec, TWO_LAYERS);
    VariantKey trained = new VariantKey(VariantKind.TRAINED, 0);
    CellKey cell = plan.cells().get(0);

    Cost activations = plan.step(StepId.activations(trained)).orElseThrow().cost();
    Cost sae = plan.step(StepId.sae(cell)).orElseThrow().cost();
    Cost latents = plan.step(StepId.latents(cell)).orElseThrow().cost();
    Cost control =
        plan.step(StepId.variant(new VariantKey(VariantKind.CONTROL, 0))).orElseThrow().cost();

    assertThat(activations.tokens()).isEqualTo(460_000);
    assertThat(activations.bytesStored()).isEqualTo(460_000L * 128 * 2 * 4 + 500_000 * 8);
    assertThat(sae.tokens()).isEqualTo(600_000);
    assertThat(sae.bytesStored()).isEqualTo((2 * 2048 * 128 + 2048 + 128) * 4L);
    // The dense encoder is the larger part.
    assertThat(sae.flops()).isBetween(600_000 * 2.0 * 2048 * 128, 600_000 * 4.0 * 2048 * 128);
    assertThat(latents.tokens()).isEqualTo(160_000);
    assertThat(control).isEqualTo(Cost.NONE);
    assertThat(plan.totalCost().flops())
        .isEqualTo(plan.steps().stream().mapToDouble(step -> step.cost().flops()).sum());
    assertThat(plan.totalCost().tokens())
        .isEqualTo(5 * 460_000 + 10 * (600_000 + 40_000 + 160_000));
  }

  @Test
  void aForwardPassEndsAtTheDeepestHookPoint() {
    StudyPlan all = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);
    StudyPlan first = StudyPlan.of(Studies.ofOneDraw("hookPoints=[layers.0]"), TWO_LAYERS);
    StudyPlan last = StudyPlan.of(Studies.ofOneDraw("hookPoints=[layers.1]"), TWO_LAYERS);
    StepId activations = StepId.activations(new VariantKey(VariantKind.TRAINED, 0));

    double whole = all.step(activations).orElseThrow().cost().flops();
    assertThat(last.step(activations).orElseThrow().cost().flops()).isEqualTo(whole);
    assertThat(first.step(activations).orElseThrow().cost().flops()).isEqualTo(whole / 2);
  }

  /** A pass for the median norm, and one over the tokens of all splits. */
  @Test
  void aBoundOnTheNormCostsAPassOverAllTokens() {
    StepId activations = StepId.activations(new VariantKey(VariantKind.TRAINED, 0));
    double usual =
        StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS)
            .step(activations)
            .orElseThrow()
            .cost()
            .flops();
    double bounded =
        StudyPlan.of(Studies.ofOneDraw("positions.maxNormMedians=10"), TWO_LAYERS)
            .step(activations)
            .orElseThrow()
            .cost()
            .flops();

    double perToken = usual / 460_000;
    assertThat(bounded - usual)
        .isCloseTo(perToken * (300_000 + 40_000 + 160_000 + 65_536), within(usual * 1e-9));
  }

  @Test
  void probesCostTheBlocksThatAreRunAgain() {
    String cell = "trained/0/layers.1/topk/0";
    double without = reconstruction("probes.latents=0", cell);
    double one = reconstruction("probes={latents: 1, windows: 1}", cell) - without;
    double two = reconstruction("probes={latents: 1, windows: 2}", cell) - without;
    double many = reconstruction("probes={latents: 400, windows: 2}", cell) - without;

    assertThat(without).isPositive();
    assertThat(one).isPositive();
    assertThat(two).isCloseTo(2 * one, within(1e-9 * two));
    // No more windows than there are.
    assertThat(many).isGreaterThan(200 * one).isLessThan(800 * one);
  }

  private static double reconstruction(String override, String cell) {
    return StudyPlan.of(Studies.minimal("hookPoints=[layers.1]", override), TWO_LAYERS)
        .step(StepId.reconstruction(CellKey.parse(cell)))
        .orElseThrow()
        .cost()
        .flops();
  }

  @Test
  void verdictsTakeTimeWhereThereIsANull() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);
    StudyPlan one = StudyPlan.of(Studies.ofOneDraw("hookPoints=[layers.1]"), TWO_LAYERS);
    StudyPlan alone = StudyPlan.of(Studies.ofOneDraw("variants=[trained]"), TWO_LAYERS);

    assertThat(plan.verdicts().flops()).isPositive().isEqualTo(2 * one.verdicts().flops());
    assertThat(alone.verdicts()).isEqualTo(Cost.NONE);
  }

  @Test
  void unembeddedVariantsStoreLess() {
    StudyPlan plan = StudyPlan.of(Studies.ofOneDraw(), TWO_LAYERS);
    List<Long> bytes =
        plan.steps(StepKind.VARIANT).stream().map(step -> step.cost().bytesStored()).toList();

    assertThat(bytes.get(1)).isEqualTo(bytes.get(0));
    assertThat(bytes.get(1) - bytes.get(2)).isEqualTo(2L * 2048 * 128 * 4);
  }

  @Test
  void refusesHookPointsThatTheModelLacks() {
    StudySpec spec = Studies.ofOneDraw("hookPoints=[layers.2]");

    assertThatThrownBy(() -> StudyPlan.of(spec, TWO_LAYERS))
        .isInstanceOf(UnknownHookPointException.class);
  }

  @Test
  void refusesAContextThatTheModelWasNotBuiltFor() {
    StudySpec spec = Studies.ofOneDraw("corpus.contextLength=1024");

    assertThatThrownBy(() -> StudyPlan.of(spec, TWO_LAYERS))
        .isInstanceOf(StudyMismatchException.class)
        .hasMessageContaining("1024 tokens are asked for, but the model was built for at most 512");
  }

  @Test
  void refusesLatentCountsThatDoNotFitTheModel() {
    StudySpec few = Studies.ofOneDraw("sae={expansion: 1, k: 129}");
    StudySpec many = Studies.ofOneDraw("sae.expansion=65536");

    assertThatThrownBy(() -> StudyPlan.of(few, TWO_LAYERS))
        .isInstanceOf(StudyMismatchException.class)
        .hasMessageContaining("is 128 latents, but k asks for 129");
    assertThatThrownBy(() -> StudyPlan.of(many, new ModelShape("llama", 2, 512, 2048, 512)))
        .isInstanceOf(StudyMismatchException.class)
        .hasMessageContaining("is 33554432 latents; at most 16777216");
    assertThat(Studies.ofOneDraw().saes().get(0).latentsFor(128)).isEqualTo(8192);
    assertThat(Studies.ofOneDraw("sae.latents=100").saes().get(0).latentsFor(128)).isEqualTo(100);
  }
}
