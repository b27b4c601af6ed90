package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.messaging.RejectedException;
import io.nullscope.trainer.fixture.TinyStudy;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  private static CellPlan plan(String latents, int width) {
    return CellPlan.of(
        TinyStudy.of("sae.latents=" + latents),
        TinyStudy.CELL,
        new ArtifactId("0".repeat(64)),
        new ArtifactId("1".repeat(64)),
        width,
        false);
  }

  /** As a pod of 2.5 GB: without the check the kernel kills the process, again and again. */
  @Test
  void anSaeThatCannotFitIsRefusedWithNumbers() {
    SideBySide pod = new SideBySide(16, 2_500L << 20);

    assertThatThrownBy(() -> pod.requireRoom(plan("1500000", 128)))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("SAE_TOO_LARGE"))
        .hasMessageContainingAll("1,500,000 latents", "128", "4,394 MB", "2,500 MB", "sae.latents");
    assertThatCode(() -> pod.requireRoom(plan("16384", 128))).doesNotThrowAnyException();
  }

  @Test
  void asManyAsFitAreTrainedAtATimeAndAlwaysOne() {
    List<CellPlan> four = List.of(plan("64", 12), plan("64", 12), plan("64", 12), plan("64", 12));
    long one = 3 * 2 * 64 * 12 * 4;

    assertThat(new SideBySide(16, Long.MAX_VALUE).first(four)).hasSize(4);
    assertThat(new SideBySide(3, Long.MAX_VALUE).first(four)).hasSize(3);
    assertThat(new SideBySide(16, 2 * one + 1).first(four)).hasSize(2);
    assertThat(new SideBySide(16, one - 1).first(four)).hasSize(1);
  }

  @Test
  void knowsWhatThisMachineHas() {
    assertThat(SideBySide.ofThisMachine(16).memory()).isPositive();
  }
}
