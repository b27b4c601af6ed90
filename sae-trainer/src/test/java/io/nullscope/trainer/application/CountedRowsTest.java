package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.sae.ActivationShard;
import io.nullscope.sae.DataCentre;
import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.trainer.fixture.MadeUpWriter;
import io.nullscope.trainer.fixture.SyntheticActivations;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountedRowsTest {

  private static final int ROWS = SyntheticActivations.ROWS;

  /** Rows that hold their own number. */
  private static ActivationShard shard(int from, int to) {
    float[] rows = new float[to - from];
    for (int row = from; row < to; row++) {
      rows[row - from] = row;
    }
    return ActivationShard.of(rows, 1);
  }

  @Test
  void theRowsThatDoNotCountAreGoneAndTheOthersStayInOrder() {
    ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
    ArtifactId tokens = MadeUpWriter.tokens(store);
    ShardSequence shards =
        ShardSequence.of(List.of(shard(0, 100), shard(100, 101), shard(101, ROWS)));

    ShardSequence left =
        CountedRows.of(
            shards,
            TokenSplit.open(store.blobs(), store.require("tokens", tokens), "train"),
            CountedPositions.of(new PositionRule(1, Set.of(4), Set.of(1))));

    int[] expected =
        IntStream.range(0, ROWS)
            .filter(row -> row % MadeUpWriter.CONTEXT > 0)
            .filter(row -> !Set.of(1, 4).contains(MadeUpWriter.token(row)))
            .toArray();
    assertThat(expected.length).isBetween(ROWS / 3, ROWS - ROWS / 5);
    assertThat(IntStream.range(0, 3).map(left::rows).sum()).isEqualTo(expected.length);
    try (TensorRuntime runtime = TensorRuntime.start();
        TensorScope scope = runtime.scope()) {
      float[] rows =
          new ShuffledActivations(
                  left,
                  (epoch, part, size) -> IntStream.range(0, size).toArray(),
                  ROWS,
                  Integer.MAX_VALUE)
              .batch(scope, 0, expected.length)
              .toFloatArray();
      assertThat(IntStream.range(0, rows.length).map(i -> (int) rows[i]).toArray())
          .isEqualTo(expected);
    }
    assertThat(DataCentre.mean(left, Long.MAX_VALUE).point()[0])
        .isEqualTo((float) IntStream.of(expected).average().orElseThrow());
  }
}
