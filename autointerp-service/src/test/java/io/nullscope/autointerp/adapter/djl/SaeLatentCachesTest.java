package io.nullscope.autointerp.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.autointerp.application.LatentActivationSource;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SaeLatentCachesTest {

  private static TensorRuntime runtime;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final SaeLatentCaches caches = new SaeLatentCaches(runtime, store);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private record Entry(long token, int latent, float activation) {}

  private static List<Entry> entries(LatentActivationSource cache) {
    List<Entry> entries = new ArrayList<>();
    cache.read((token, latent, activation) -> entries.add(new Entry(token, latent, activation)));
    return entries;
  }

  private ArtifactId materialize(SaeLatentCaches by, StoredCell cell) {
    return materialize(by, cell.saeId(), cell, cell.activationsId(), StoredCell.HOOK_POINT);
  }

  private ArtifactId materialize(
      SaeLatentCaches by,
      ArtifactId saeId,
      StoredCell cell,
      ArtifactId activationsId,
      HookPoint hookPoint) {
    return materialize(by, saeId, cell, activationsId, cell.positionsId(), hookPoint);
  }

  private ArtifactId materialize(
      SaeLatentCaches by,
      ArtifactId saeId,
      StoredCell cell,
      ArtifactId activationsId,
      ArtifactId positionsId,
      HookPoint hookPoint) {
    return by.materialize(
        saeId,
        new StoredActivations(store),
        new InterpretationActivations.Source(
            cell.variantId(), cell.tokensId(), positionsId, activationsId, hookPoint));
  }

  /** Elsewhere it is what it is without the rule. */
  @Test
  void noLatentFiresAtPositionsThatDoNotCount() {
    StoredCell cell = StoredCell.put(runtime, store);
    PositionRule rule = new PositionRule(2, Set.of(3), Set.of(5));
    ArtifactId some = StoredCell.putPositions(store, cell.tokensId(), rule);

    List<Entry> all = entries(caches.open(materialize(caches, cell)));
    List<Entry> left =
        entries(
            caches.open(
                materialize(
                    caches,
                    cell.saeId(),
                    cell,
                    cell.activationsId(),
                    some,
                    StoredCell.HOOK_POINT)));

    assertThat(left)
        .isEqualTo(
            all.stream()
                .filter(
                    entry -> {
                      int position = (int) entry.token();
                      return rule.reason(position % StoredCell.CONTEXT, cell.token(position))
                          .isEmpty();
                    })
                .toList())
        .hasSizeBetween(all.size() / 2, all.size() - all.size() / 10);
  }

  @Test
  void theCacheIsWhatTheSaeEncodes() {
    StoredCell cell = StoredCell.put(runtime, store);

    LatentActivationSource cache = caches.open(materialize(caches, cell));

    assertThat(cache.latents()).isEqualTo(StoredCell.LATENTS);
    Map<Long, Map<Integer, Float>> cached = new TreeMap<>();
    for (Entry entry : entries(cache)) {
      cached
          .computeIfAbsent(entry.token(), token -> new TreeMap<>())
          .put(entry.latent(), entry.activation());
    }
    for (int token = 0; token < StoredCell.TOKENS; token++) {
      Map<Integer, Double> expected = cell.encode(token);
      Map<Integer, Float> actual = cached.getOrDefault((long) token, Map.of());
      assertThat(actual.keySet()).as("latents of token %d", token).isEqualTo(expected.keySet());
      actual.forEach(
          (latent, activation) ->
              assertThat(activation.doubleValue()).isCloseTo(expected.get(latent), within(1e-5)));
    }
  }

  @Test
  void entriesAreSortedByTokenAndAboveZero() {
    StoredCell cell = StoredCell.put(runtime, store);
    ArtifactId id = materialize(caches, cell);

    List<Entry> entries = entries(caches.open(id));

    assertThat(entries).extracting(Entry::token).isSorted();
    assertThat(entries).allMatch(entry -> entry.activation() > 0);
    assertThat(entries).noneMatch(entry -> entry.token() % 10 == 9); // no latent responds there
    assertThat(entries.size()).isLessThan(StoredCell.TOKENS * StoredCell.K);
    assertThat(store.require(SaeLatentCaches.KIND, id).attributes())
        .containsEntry("entries", (long) entries.size())
        .containsEntry("latents", (long) StoredCell.LATENTS);
  }

  @Test
  void shardsFollowEachOtherWithoutAGap() {
    StoredCell cell = StoredCell.put(runtime, store);
    List<Entry> whole = entries(caches.open(materialize(caches, cell)));
    ArtifactStore other = new ArtifactStore(new InMemoryObjectStore());
    StoredCell copy = StoredCell.put(runtime, other);

    for (int shardEntries : new int[] {1000, whole.size()}) {
      ArtifactStore target = new ArtifactStore(new InMemoryObjectStore());
      StoredCell.put(runtime, target);
      SaeLatentCaches sharded = new SaeLatentCaches(runtime, target, shardEntries);
      ArtifactId id = materialize(sharded, copy);

      Manifest manifest = target.require(SaeLatentCaches.KIND, id);
      assertThat(manifest.files()).hasSize((whole.size() + shardEntries - 1) / shardEntries);
      LatentActivationSource cache = sharded.open(id);
      assertThat(entries(cache)).isEqualTo(whole);
      assertThat(entries(cache)).as("read again").isEqualTo(whole);
    }
  }

  @Test
  void anSaeThatRespondsToNothingHasAnEmptyCache() {
    StoredCell cell = StoredCell.putSilent(runtime, store);

    LatentActivationSource cache = caches.open(materialize(caches, cell));

    assertThat(cache.latents()).isEqualTo(StoredCell.LATENTS);
    assertThat(entries(cache)).isEmpty();
  }

  @Test
  void theSecondCallFindsTheCacheAndReadsNoActivations() {
    StoredCell cell = StoredCell.put(runtime, store);
    ArtifactId first = materialize(caches, cell);
    store
        .require("activations", cell.activationsId())
        .files()
        .values()
        .forEach(blob -> objects.delete(blob.key()));

    assertThat(materialize(caches, cell)).isEqualTo(first);
  }

  @Test
  void everyHookPointHasItsOwnCache() {
    StoredCell cell = StoredCell.put(runtime, store);

    ArtifactId here = materialize(caches, cell);
    ArtifactId there =
        materialize(caches, cell.saeId(), cell, cell.activationsId(), new HookPoint(0));

    assertThat(there).isNotEqualTo(here);
    assertThat(entries(caches.open(there))).allMatch(entry -> entry.token() < 7);
  }

  @Test
  void missingInputsAreNamed() {
    StoredCell cell = StoredCell.put(runtime, store);
    ArtifactId nothing = new ArtifactId("0".repeat(64));

    assertThatThrownBy(
            () -> materialize(caches, nothing, cell, cell.activationsId(), StoredCell.HOOK_POINT))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("sae");
    assertThatThrownBy(
            () -> materialize(caches, cell.saeId(), cell, nothing, StoredCell.HOOK_POINT))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("activations");
    assertThat(objects.list("artifacts/latent-cache/")).isEmpty();
  }
}
