package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.messaging.RejectedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StudyRegistryTest {

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final StudyRegistry registry = new StudyRegistry(objects);

  @Test
  void theSameStudyClaimsItsIdAsOftenAsItLikes() {
    registry.claim(SampleStudies.run("mine"));

    assertThatCode(() -> registry.claim(SampleStudies.run("mine"))).doesNotThrowAnyException();
    assertThatCode(() -> new StudyRegistry(objects).claim(SampleStudies.run("mine")))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherStudyCannotTakeTheIdAndLearnsWhoHasIt() {
    StudyRun owner = SampleStudies.run("mine");
    StudyRun other = SampleStudies.run("mine", "seed=1");
    registry.claim(owner);

    assertThatThrownBy(() -> registry.claim(other))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("STUDY_ID_TAKEN"))
        .hasMessageContainingAll(
            "\"mine\"", owner.spec().hash().substring(0, 12), other.spec().hash().substring(0, 12));
    assertThatCode(() -> registry.claim(owner)).doesNotThrowAnyException();
  }

  /** The hash that the version before {@code positions} and {@code startToken} gave the study. */
  @Test
  void aStudyOfAnEarlierVersionKeepsItsIdAndIsRunAgain() {
    StudyRun first = SampleStudies.run("mine");
    StudyRun again = new StudyRun("mine", first.attempt() + 1, first.spec());
    String earlier = first.spec().earlierHashes().get(1);
    objects.put("studies/mine/spec-hash", earlier.getBytes(StandardCharsets.US_ASCII));
    registry.requireSameInput(first, "model.source", Digest.of(new byte[] {1}));

    assertThatCode(() -> registry.claim(first)).doesNotThrowAnyException();
    assertThatThrownBy(() -> registry.begin(first))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("BEGUN_BY_EARLIER_VERSION"))
        .hasMessageContainingAll("attempt " + first.attempt(), "\"mine\"", "run the study again");
    assertThatCode(() -> registry.begin(again)).doesNotThrowAnyException();
    // From now on it is this version's.
    assertThat(objects.get("studies/mine/spec-hash"))
        .hasBinaryContent(first.spec().hash().getBytes(StandardCharsets.US_ASCII));

    StudyRun other = SampleStudies.run("mine", "positions.first=0");
    objects.put("studies/mine/spec-hash", earlier.getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> registry.begin(other))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("STUDY_ID_TAKEN"));
  }

  /** Nothing was made of it yet, so nothing is mixed. */
  @Test
  void aRequestOfAnEarlierVersionThatNobodyBeganIsRun() {
    StudyRun run = SampleStudies.run("mine");
    objects.put(
        "studies/mine/spec-hash",
        run.spec().earlierHashes().get(1).getBytes(StandardCharsets.US_ASCII));

    assertThatCode(() -> registry.begin(run)).doesNotThrowAnyException();
  }

  @Test
  void whatARunNeedsIsNotedUntilTheStudyIsForgotten() {
    ArtifactId activations = new ArtifactId("a".repeat(64));
    registry.needs(SampleStudies.run("mine"), activations);
    registry.needs(SampleStudies.run("mine"), activations);
    registry.needs(SampleStudies.run("mine-too"), activations);
    assertThat(objects.list("studies/mine/activations/")).hasSize(1);

    registry.needsNothing("mine");

    assertThat(objects.list("studies/mine/")).isEmpty();
    assertThat(objects.list("studies/mine-too/activations/").map(ObjectStat::key))
        .singleElement()
        .asString()
        .endsWith("/" + activations.hex());
  }

  @Test
  void studiesWithDifferentIdsDoNotMeet() {
    registry.claim(SampleStudies.run("one"));
    registry.claim(SampleStudies.run("two", "seed=1"));
    registry.cancel("one", 1);

    assertThat(registry.isCancelled(SampleStudies.run("one"))).isTrue();
    assertThat(registry.isCancelled(SampleStudies.run("two"))).isFalse();
  }

  @Test
  void allStepsOfARunReadTheSameInputsAndAnotherRunMayReadOthers() {
    Digest a = Digest.of(new byte[] {1});
    Digest b = Digest.of(new byte[] {2});
    StudyRun first = SampleStudies.run("mine");
    StudyRun again = new StudyRun(first.studyId(), first.attempt() + 1, first.spec());
    registry.requireSameInput(first, "corpus.source", a);
    registry.requireSameInput(first, "model.source", b);

    assertThatCode(() -> registry.requireSameInput(first, "corpus.source", a))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> registry.requireSameInput(first, "corpus.source", b))
        .isInstanceOfSatisfying(
            RejectedException.class,
            rejected -> assertThat(rejected.code()).isEqualTo("INPUT_CHANGED"))
        .hasMessageStartingWith("corpus.source: ");
    assertThatCode(() -> registry.requireSameInput(again, "corpus.source", b))
        .doesNotThrowAnyException();
  }

  @Test
  void aStudyIsCancelledOnceItIsSaidHoweverOften() {
    StudyRun run = SampleStudies.run("mine");
    assertThat(registry.isCancelled(run)).isFalse();

    registry.cancel("mine", 1);
    registry.cancel("mine", 1);
    assertThat(registry.isCancelled(run)).isTrue();
  }

  /** Whoever asks for it does not have to go through metrics-service. */
  @Test
  void cancellingAnAttemptLeavesTheNextOneAlone() {
    StudyRun second = new StudyRun("mine", 2, SampleStudies.run("mine").spec());
    StudyRun third = new StudyRun("mine", 3, second.spec());

    registry.cancel("mine", 2);

    assertThat(registry.isCancelled(SampleStudies.run("mine"))).isTrue();
    assertThat(registry.isCancelled(second)).isTrue();
    assertThat(registry.isCancelled(third)).isFalse();
  }

  @Test
  void cancellingKeepsTheClaim() {
    registry.claim(SampleStudies.run("mine"));
    registry.cancel("mine", 1);

    assertThatThrownBy(() -> registry.claim(SampleStudies.run("mine", "seed=1")))
        .isInstanceOf(RejectedException.class);
  }
}
