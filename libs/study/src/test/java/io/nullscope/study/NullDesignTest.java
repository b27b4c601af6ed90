package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NullDesignTest {

  @Test
  void theDefaultsReplicateEveryDrawnNull() {
    assertThat(NullDesign.of(Studies.minimal()))
        .hasSize(4)
        .allMatch(NullDesign::replicated)
        .contains(new NullDesign("step0", false, 5, 1));
    assertThat(NullDesign.notes(Studies.minimal())).isEmpty();
  }

  @Test
  void oneDrawIsNoted() {
    assertThat(NullDesign.notes(Studies.ofOneDraw("variants=[trained, control, permuted]")))
        .singleElement()
        .asString()
        .contains("control, permuted: one draw", "variantSeeds: [0, 1, 2, 3, 4]");
  }

  @Test
  void aGivenCheckpointTakesThreeSaeSeeds() {
    String given = "model.step0Source=file:step0";

    assertThat(NullDesign.of(Studies.minimal(given))).contains(new NullDesign("step0", true, 1, 1));
    assertThat(NullDesign.notes(Studies.minimal(given)))
        .singleElement()
        .asString()
        .contains("step0: one fixed model", "UNREPLICATED", "sae.seeds: [0, 1, 2]");
    assertThat(NullDesign.notes(Studies.minimal(given, "sae.seeds=[0, 1, 2]"))).isEmpty();
  }

  @Test
  void aFrozenSaeCountsTheSeedsThatBothHave() {
    StudySpec spec =
        Studies.minimal(
            "variants=[trained]",
            "sae=[{seeds: [0, 1, 2]}, {name: random, frozen: all, seeds: [1, 2, 3]}]");

    assertThat(NullDesign.of(spec)).isEqualTo(List.of(new NullDesign("random", true, 1, 2)));
    assertThat(NullDesign.notes(spec)).singleElement().asString().startsWith("random: ");
  }

  @Test
  void withoutTrainedThereIsNothingToCompare() {
    assertThat(NullDesign.of(Studies.minimal("variants=[step0]"))).isEmpty();
  }
}
