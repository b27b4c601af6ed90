package io.nullscope.artifacts.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardPlanTest {

  @Test
  void shardsOfAnEpochHaveAllItsRowsOnce() {
    ShardPlan plan = new ShardPlan(10, 8, 3);

    assertThat(plan.shards()).isEqualTo(4);
    assertThat(LongStream.range(0, 4).map(plan::firstWindow).toArray()).containsExactly(0, 3, 6, 9);
    assertThat(LongStream.range(0, 4).map(plan::rows).toArray()).containsExactly(24, 24, 24, 8);
  }

  @Test
  void theNextEpochHasTheSameShards() {
    ShardPlan plan = new ShardPlan(10, 8, 3);

    assertThat(plan.firstWindow(4)).isZero();
    assertThat(plan.firstWindow(4_000_000_003L)).isEqualTo(9);
    assertThat(plan.rows(7)).isEqualTo(8);
  }

  @Test
  void nothingCannotBeCut() {
    assertThatThrownBy(() -> new ShardPlan(0, 8, 3)).hasMessageContaining("0 windows");
    assertThatThrownBy(() -> new ShardPlan(1, 8, 0)).hasMessageContaining("shards of 0 windows");
  }
}
