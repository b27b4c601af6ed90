package io.nullscope.artifacts.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenSplitTest {

  /** Long windows, so that a few of them fill a shard: three windows each. */
  private static final int CONTEXT = (1 << 20) / 3;

  private static final int WINDOWS = 8;

  /** First window and size of a batch. */
  private record Batch(long first, int size) {}

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private final TokenSplit split = split();

  private TokenSplit split() {
    TokenSplitWriter writer = new TokenSplitWriter(store.blobs(), TokenArtifact.TRAIN, CONTEXT);
    for (int window = 0; window < WINDOWS; window++) {
      int[] tokens = new int[CONTEXT];
      tokens[0] = window;
      writer.append(tokens, new int[CONTEXT]);
    }
    ArtifactRequest request =
        new ArtifactRequest(
            TokenArtifact.KIND, 1, Map.of("contextLength", (long) CONTEXT), Map.of());
    var manifest = TokenArtifact.commit(store, request, List.of(writer));
    assertThat(TokenArtifact.contextLength(manifest)).isEqualTo(CONTEXT);
    assertThat(TokenArtifact.windows(manifest, TokenArtifact.TRAIN)).isEqualTo(WINDOWS);
    return TokenSplit.open(store.blobs(), manifest, TokenArtifact.TRAIN);
  }

  private List<Batch> batches(long from, long to) {
    List<Batch> batches = new ArrayList<>();
    split.forEachBatch(
        2,
        from,
        to,
        (first, tokens, documents) -> {
          for (int i = 0; i < tokens.length; i++) {
            assertThat(tokens[i][0]).isEqualTo((int) first + i);
          }
          assertThat(documents).hasSameDimensionsAs(tokens);
          batches.add(new Batch(first, tokens.length));
        });
    return batches;
  }

  @Test
  void aRangeIsMadeOfTheBatchesOfTheWhole() {
    List<Batch> all = batches(0, Long.MAX_VALUE);
    assertThat(all)
        .containsExactly(
            new Batch(0, 2), new Batch(2, 1), new Batch(3, 2), new Batch(5, 1), new Batch(6, 2));

    for (int from = 0; from < WINDOWS; from++) {
      for (int to = from + 1; to <= WINDOWS; to++) {
        int first = from;
        int last = to;
        assertThat(batches(from, to))
            .as("windows %d to %d", from, to)
            .isEqualTo(
                all.stream()
                    .filter(batch -> batch.first() < last && batch.first() + batch.size() > first)
                    .toList());
      }
    }
  }
}
