package io.nullscope.artifacts.positions;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountedPositionsTest {

  private static final ArtifactId TOKENS = new ArtifactId("a".repeat(64));
  private static final ArtifactId VARIANT = new ArtifactId("b".repeat(64));
  private static final PositionRule RULE = new PositionRule(1, Set.of(0, 9), Set.of(4));

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());

  @Test
  void theFirstReasonIsTheOneThatCounts() {
    assertThat(RULE.reason(0, 9)).contains(LeftOut.FIRST);
    assertThat(RULE.reason(1, 9)).contains(LeftOut.SPECIAL_TOKEN);
    assertThat(RULE.reason(1, 4)).contains(LeftOut.LISTED_TOKEN);
    assertThat(RULE.reason(1, 5)).isEmpty();
  }

  @Test
  void aRuleNeedsNoFiles() {
    Manifest manifest =
        store.commit(
            PositionsArtifact.request(RULE, TOKENS),
            Map.of(),
            PositionsArtifact.attributes(
                Map.of("eval", Map.of(LeftOut.FIRST, 2L)), Map.of(), Map.of()));

    CountedPositions positions = CountedPositions.open(store, manifest.id(), "eval", "layers.3");

    assertThat(positions.all()).isFalse();
    assertThat(positions.of(7, new int[][] {{1, 0, 5}, {5, 4, 5}}))
        .containsExactly(false, false, true, false, false, true);
    assertThat(PositionsArtifact.leftOut(manifest, "eval", "layers.3"))
        .isEqualTo(Map.of(LeftOut.FIRST, 2L));
    assertThat(PositionsArtifact.medianNorm(manifest, "layers.3")).isEmpty();
  }

  @Test
  void longActivationsAreMarkedForEachSplitAndHookPoint() {
    BitSet bits = new BitSet();
    bits.set(4);
    Manifest manifest =
        store.commit(
            PositionsArtifact.request(
                new PositionRule(0, Set.of(), Set.of()), TOKENS, 8, VARIANT, List.of("layers.0")),
            Map.of(
                PositionsArtifact.fileName("eval", "layers.0"),
                store.blobs().put(bits.toByteArray())),
            PositionsArtifact.attributes(
                Map.of("eval", Map.of()), Map.of("eval/layers.0", 1L), Map.of("layers.0", 2.0)));

    CountedPositions positions = CountedPositions.open(store, manifest.id(), "eval", "layers.0");

    assertThat(positions.of(0, new int[2][3])).containsExactly(true, true, true, true, false, true);
    assertThat(positions.of(1, new int[1][3])).containsExactly(true, false, true);
    assertThat(CountedPositions.open(store, manifest.id(), "train", "layers.0").all()).isTrue();
    assertThat(PositionsArtifact.leftOut(manifest, "eval", "layers.0"))
        .isEqualTo(Map.of(LeftOut.LARGE_NORM, 1L));
    assertThat(PositionsArtifact.medianNorm(manifest, "layers.0")).hasValue(2);
  }

  /** A bound is about one variant, a rule about none. */
  @Test
  void everythingThatDecidesIsInTheId() {
    Set<ArtifactId> ids =
        Set.of(
            PositionsArtifact.request(RULE, TOKENS).id(),
            PositionsArtifact.request(RULE, VARIANT).id(),
            PositionsArtifact.request(new PositionRule(2, Set.of(0, 9), Set.of(4)), TOKENS).id(),
            PositionsArtifact.request(new PositionRule(1, Set.of(9), Set.of(4)), TOKENS).id(),
            PositionsArtifact.request(new PositionRule(1, Set.of(0, 9), Set.of()), TOKENS).id(),
            PositionsArtifact.request(RULE, TOKENS, 8, VARIANT, List.of("layers.0")).id(),
            PositionsArtifact.request(RULE, TOKENS, 9, VARIANT, List.of("layers.0")).id(),
            PositionsArtifact.request(RULE, TOKENS, 8, TOKENS, List.of("layers.0")).id(),
            PositionsArtifact.request(RULE, TOKENS, 8, VARIANT, List.of("layers.1")).id());

    assertThat(ids).hasSize(9);
  }
}
