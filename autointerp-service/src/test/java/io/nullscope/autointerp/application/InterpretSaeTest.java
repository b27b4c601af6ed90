package io.nullscope.autointerp.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.store.ProtoScoredLatents;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.adapter.store.StoredTokens;
import io.nullscope.autointerp.fixture.MadeUpInterpreters;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.autointerp.fixture.TinyStudy;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StoppedException;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.v1.ScoredLatent;
import io.nullscope.v1.ScoredLatents;
import io.nullscope.v1.TestWindow;
import io.nullscope.v1.Window;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InterpretSaeTest {

  private static TensorRuntime runtime;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private static InterpretSae interpreter(ArtifactStore store) {
    return interpreter(store, MadeUpInterpreters.lexical());
  }

  private static InterpretSae interpreter(
      ArtifactStore store, InterpretSae.Interpreters interpreters) {
    return new InterpretSae(
        store,
        new SaeLatentCaches(runtime, store),
        new StoredActivations(store),
        new LiveActivations(runtime, store),
        new StoredTokens(store),
        new ProtoScoredLatents(),
        interpreters);
  }

  private static InterpretSae.Inputs inputs(StoredCell cell) {
    return new InterpretSae.Inputs(
        cell.saeId(),
        cell.activationsId(),
        cell.tokensId(),
        cell.positionsId(),
        cell.variantId(),
        StoredCell.MODEL);
  }

  private InterpretSae.Interpreted interpret(StoredCell cell, String... overrides) {
    return interpreter(store)
        .interpret(TinyStudy.of(overrides), TinyStudy.CELL, inputs(cell), "tiny/1");
  }

  private ScoredLatents scored(ArtifactId id) {
    Manifest manifest = store.require(InterpretSae.KIND, id);
    try {
      return ScoredLatents.parseFrom(store.blobs().read(manifest.file(InterpretSae.FILE)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Firings and windows of the sample, against the naive encoding. */
  @Test
  void scoresLatentsThatDoWhatTheSaeDoes() {
    StoredCell cell = StoredCell.put(runtime, store);

    InterpretSae.Interpreted interpreted = interpret(cell);

    assertThat(interpreted.reused()).isFalse();
    ScoredLatents scored = scored(interpreted.id());
    Map<Integer, Integer> firings = new HashMap<>();
    for (int token = 0; token < StoredCell.TOKENS; token++) {
      cell.encode(token).keySet().forEach(latent -> firings.merge(latent, 1, Integer::sum));
    }
    assertThat(scored.getLatentsTotal()).isEqualTo(StoredCell.LATENTS);
    assertThat(scored.getLatentsAlive()).isEqualTo(firings.size());
    assertThat(scored.getLatentsEligible()).isBetween(5, firings.size());
    assertThat(scored.getTokens()).isEqualTo(StoredCell.TOKENS);
    assertThat(scored.getExplainer()).isEqualTo("lexical");
    assertThat(scored.getLatentsList()).hasSize(5);
    for (ScoredLatent latent : scored.getLatentsList()) {
      assertThat(latent.getActiveTokens()).isEqualTo((long) firings.get(latent.getIndex()));
      assertThat(latent.getExplanation().getTokensCount()).isBetween(1, 20);
      assertThat(latent.getExplanationWindowsList()).hasSize(6);
      assertThat(latent.getTestWindowsList()).hasSize(10 + 10);
      // Two scorers, each with the latent's own explanation and with another's.
      assertThat(latent.getJudgementsList()).hasSize(2 * 2 * (10 + 10));
      for (TestWindow test : latent.getTestWindowsList()) {
        boolean active =
            test.getWindow().getActivationsList().stream().anyMatch(value -> value > 0);
        assertThat(active).isEqualTo(test.getPositive());
        assertTextsBelongToTokens(test.getWindow());
      }
    }
    assertThat(store.require(InterpretSae.KIND, interpreted.id()).attributes())
        .containsEntry("latentsScored", 5L);
  }

  private static void assertTextsBelongToTokens(Window window) {
    assertThat(window.getTokenIdsCount()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      int id = window.getTokenIds(i);
      assertThat(window.getTokenTexts(i))
          .isEqualTo(id == StoredCell.VOCABULARY - 1 ? "<unused 19>" : " w" + id);
    }
  }

  @Test
  void theSecondCallFindsItDoneAndReadsNothing() {
    StoredCell cell = StoredCell.put(runtime, store);
    InterpretSae.Interpreted first = interpret(cell);
    objects.list("blobs/").toList().forEach(blob -> objects.delete(blob.key()));

    assertThat(interpret(cell)).isEqualTo(new InterpretSae.Interpreted(first.id(), true));
  }

  @Test
  void aStepThatIsNotWantedAnyMoreEndsWhileItEncodes() {
    StoredCell cell = StoredCell.put(runtime, store);
    StepProgress.Listener ending =
        new StepProgress.Listener() {
          @Override
          public void at(long done, long total, String unit) {
            // Not of interest.
          }

          @Override
          public void check() {
            throw new StoppedException("the service was told to stop");
          }
        };

    assertThatThrownBy(() -> StepProgress.tell(ending, () -> interpret(cell)))
        .isInstanceOf(StoppedException.class);

    assertThat(objects.list("artifacts/latent-cache/")).isEmpty();
  }

  @Test
  void anotherMachineGetsTheSameBytes() {
    ArtifactStore other = new ArtifactStore(new InMemoryObjectStore());
    InterpretSae.Interpreted here = interpret(StoredCell.put(runtime, store));
    InterpretSae.Interpreted there =
        interpreter(other)
            .interpret(
                TinyStudy.of(), TinyStudy.CELL, inputs(StoredCell.put(runtime, other)), "tiny/1");

    assertThat(other.require(InterpretSae.KIND, there.id()))
        .isEqualTo(store.require(InterpretSae.KIND, here.id()));
  }

  @Test
  void whatDecidesTheScoresIsInTheId() {
    StoredCell cell = StoredCell.put(runtime, store);
    Set<ArtifactId> ids = new HashSet<>();
    ids.add(interpret(cell).id());
    ids.add(interpret(cell, "seed=6").id());
    ids.add(interpret(cell, "autointerp.latents=4").id());
    ids.add(interpret(cell, "autointerp.negatives=11").id());
    ids.add(interpret(cell, "autointerp.scorers=[fuzzing]").id());
    ids.add(interpret(cell, "autointerp.explainer={kind: lexical, coverage: 0.5}").id());

    assertThat(ids).hasSize(6);
    // The expensive part does not depend on any of these.
    assertThat(objects.list("artifacts/latent-cache/")).hasSize(1);
    StudySpec other = TinyStudy.of("name=another", "variants=[trained]", "sae.training.epochs=3");
    CellKey control =
        new CellKey(new VariantKey(VariantKind.CONTROL, 3), StoredCell.HOOK_POINT, "topk", 7);
    assertThat(interpreter(store).interpret(other, control, inputs(cell), "tiny/1").reused())
        .isTrue();
  }

  @Test
  void anotherStudySeedSamplesOtherLatents() {
    StoredCell cell = StoredCell.put(runtime, store);

    assertThat(indices(interpret(cell, "seed=6").id())).isNotEqualTo(indices(interpret(cell).id()));
  }

  private Set<Integer> indices(ArtifactId id) {
    Set<Integer> indices = new HashSet<>();
    scored(id).getLatentsList().forEach(latent -> indices.add(latent.getIndex()));
    return indices;
  }

  @Test
  void anSaeThatRespondsToNothingHasNoScores() {
    StoredCell cell = StoredCell.putSilent(runtime, store);

    ScoredLatents scored = scored(interpret(cell).id());

    assertThat(scored.getLatentsTotal()).isEqualTo(StoredCell.LATENTS);
    assertThat(scored.getLatentsAlive()).isZero();
    assertThat(scored.getLatentsEligible()).isZero();
    assertThat(scored.getLatentsList()).isEmpty();
  }
}
