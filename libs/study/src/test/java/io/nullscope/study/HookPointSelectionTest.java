package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HookPointSelectionTest {
  private static final HookPoint ZERO = new HookPoint(0);

  @Test
  void allIsEveryLayer() {
    assertThat(new HookPointSelection.All().resolve(3))
        .containsExactly(ZERO, new HookPoint(1), new HookPoint(2));
  }

  @Test
  void everyStartsAtTheFirstLayer() {
    assertThat(new HookPointSelection.Every(3).resolve(7))
        .containsExactly(ZERO, new HookPoint(3), new HookPoint(6));
    assertThat(new HookPointSelection.Every(9).resolve(2)).containsExactly(ZERO);
  }

  @Test
  void aListKeepsItsOrder() {
    assertThat(new HookPointSelection.Listed(List.of(new HookPoint(4), ZERO)).resolve(5))
        .containsExactly(new HookPoint(4), ZERO);
  }

  @Test
  void unknownHookPointsAreListedBesideThoseThatExist() {
    HookPointSelection selection =
        new HookPointSelection.Listed(List.of(ZERO, new HookPoint(2), new HookPoint(9)));

    assertThatThrownBy(() -> selection.resolve(2))
        .isInstanceOf(UnknownHookPointException.class)
        .hasMessage(
            "hookPoints: the model has no layers.2, layers.9; it has 2 layers, layers.0 to layers.1")
        .extracting(e -> ((StudyMismatchException) e).code())
        .isEqualTo("UNKNOWN_HOOK_POINT");
    assertThatThrownBy(() -> selection.resolve(1)).hasMessageContaining("it has layers.0 only");
  }

  @Test
  void impossibleSelectionsAreRefused() {
    assertThatThrownBy(() -> new HookPointSelection.Every(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new HookPointSelection.Listed(List.of()))
        .hasMessageContaining("must not be empty");
    assertThatThrownBy(() -> new HookPointSelection.Listed(List.of(ZERO, ZERO)))
        .hasMessageContaining("listed twice");
    assertThatThrownBy(() -> new HookPointSelection.All().resolve(0))
        .hasMessageContaining("at least 1 layer");
  }
}
