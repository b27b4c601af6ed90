package io.nullscope.metrics.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepRunner;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyProjection;
import io.nullscope.metrics.application.StudyState;
import io.nullscope.metrics.fixtures.Databases;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.service.Attempts;
import io.nullscope.service.Steps;
import io.nullscope.service.StoreFailures;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.WireStudies;
import io.nullscope.study.StudySpec;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.LatentsScored;
import io.nullscope.v1.MetricsComputed;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyContext;
import io.nullscope.v1.StudyRequested;
import io.nullscope.v1.VariantMaterialized;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Facts of other versions, as they lie in the topics of a rolling upgrade. The bytes in {@code
 * facts/before} were written before facts had a version of their specification.
 */
class FactVersionsTest {

  private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

  private final List<StepFailed> failures = new ArrayList<>();
  private final Steps steps =
      new Steps(
          new StepRunner(new StoreFailures(), ONCE),
          new StudyRegistry(new InMemoryObjectStore()),
          new Attempts(new InMemoryObjectStore()),
          (fact, studyId, subject) -> failures.add((StepFailed) fact),
          "metrics-service");
  private final FactMapping mapping = new FactMapping(steps::study);

  @Test
  void factsOfTheVersionBeforeAreRead() throws IOException {
    List<StudyFact> facts = facts(context -> context);

    assertThat(facts).hasSize(7);
    assertThat(facts).extracting(StudyFact::studyId).containsOnly("before-1");
    assertThat(specs(facts)).hasSize(1);
    assertThat(specs(facts).get(0).statistics().bootstrapResamples()).isEqualTo(200);
    assertThat(failures).isEmpty();
  }

  /** One setting more in every section, and one field more in every message. */
  @Test
  void factsOfTheVersionAfterAreReadWhereItChangesNothing() throws IOException {
    List<StudyFact> known = facts(context -> context);

    List<StudyFact> newer =
        facts(context -> more(context.toBuilder().setSpecVersion(StudySpec.VERSION).build()));

    assertThat(newer).isEqualTo(known);
    assertThat(failures).isEmpty();
  }

  /** An id computed without the setting would be another artifact's. */
  @Test
  void aStudyThatNeedsANewerServiceFailsInsteadOfWaiting() throws IOException {
    VariantMaterialized fact = VariantMaterialized.parseFrom(bytes("VariantMaterialized"));
    StudyContext newer =
        more(fact.getStudy().toBuilder().setSpecVersion(StudySpec.VERSION + 1).build());

    assertThatThrownBy(() -> mapping.of(fact.toBuilder().setStudy(newer).build()))
        .isInstanceOf(RejectedException.class);

    assertThat(failures).hasSize(1);
    StepFailed failure = failures.get(0);
    assertThat(failure.getStudyId()).isEqualTo("before-1");
    assertThat(failure.getStepId()).isEqualTo("study");
    assertThat(failure.getCode()).isEqualTo("INCOMPATIBLE_STUDY");
    assertThat(failure.getMessage())
        .contains("metrics-service does not understand the study")
        .contains("version " + (StudySpec.VERSION + 1))
        .contains("upgrade the service");
    StudyProgress progress = projection().apply(FactMapping.of(failure));
    assertThat(progress.needsResults()).isTrue();
    assertThat(progress.outcome()).isEqualTo(StudyState.FAILED);
  }

  /** What people and other systems ask for stays strict: a misspelt setting is a wrong result. */
  @Test
  void aRequestOfAnotherSystemWithAnUnknownSettingIsRefused() throws IOException {
    StudyRequested request = StudyRequested.parseFrom(bytes("StudyRequested"));
    StudyContext study = more(request.getStudy());

    assertThatThrownBy(() -> WireStudies.toDomain(study))
        .isInstanceOfSatisfying(
            RejectedException.class,
            refused -> assertThat(refused.code()).isEqualTo("INVALID_STUDY"))
        .hasMessageContaining("corpus.weather: there is no such setting");
  }

  private List<StudyFact> facts(UnaryOperator<StudyContext> study) throws IOException {
    return List.of(
        mapping.of(read(StudyRequested.getDefaultInstance(), study)),
        mapping.of(read(VariantMaterialized.getDefaultInstance(), study)),
        mapping.of(read(ActivationsExtracted.getDefaultInstance(), study)),
        mapping.of(read(SaeTrained.getDefaultInstance(), study)),
        mapping.of(read(LatentsScored.getDefaultInstance(), study)),
        mapping.of(read(MetricsComputed.getDefaultInstance(), study)),
        FactMapping.of(read(StepFailed.getDefaultInstance(), study)));
  }

  /** The stored fact, with this done to its study, and with an unknown field if that changed it. */
  private static <M extends Message> M read(M prototype, UnaryOperator<StudyContext> study)
      throws IOException {
    EventParser<M> parser = EventParser.protobuf(prototype);
    M stored = parser.parse(bytes(prototype.getDescriptorForType().getName()), null);
    var field = prototype.getDescriptorForType().findFieldByName("study");
    if (field == null) {
      return stored;
    }
    StudyContext before = (StudyContext) stored.getField(field);
    StudyContext after = study.apply(before);
    Message.Builder changed = stored.toBuilder().setField(field, after);
    if (!after.equals(before)) {
      changed.setUnknownFields(unknownField());
    }
    return parser.parse(changed.build().toByteArray(), null);
  }

  private static UnaryOperator<Struct> withWeather() {
    return struct -> {
      Struct.Builder more = struct.toBuilder();
      struct
          .getFieldsMap()
          .forEach(
              (key, value) -> {
                if (value.hasStructValue()) {
                  more.putFields(
                      key,
                      Value.newBuilder()
                          .setStructValue(withWeather().apply(value.getStructValue()))
                          .build());
                }
              });
      return more.putFields("weather", Value.newBuilder().setStringValue("rain").build()).build();
    };
  }

  private static StudyContext more(StudyContext study) {
    return study.toBuilder().setSpec(withWeather().apply(study.getSpec())).build();
  }

  private static UnknownFieldSet unknownField() {
    return UnknownFieldSet.newBuilder()
        .addField(
            999,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                .build())
        .build();
  }

  private static byte[] bytes(String fact) throws IOException {
    try (InputStream in =
        FactVersionsTest.class.getResourceAsStream("/facts/before/" + fact + ".binpb")) {
      return in.readAllBytes();
    }
  }

  private static List<StudySpec> specs(List<StudyFact> facts) {
    return facts.stream()
        .filter(StudyFact.OfStudy.class::isInstance)
        .map(fact -> ((StudyFact.OfStudy) fact).study().spec())
        .distinct()
        .toList();
  }

  private static StudyProjection projection() {
    return new StudyProjection(Databases.h2(), new FakeArtifacts(), Clock.systemUTC());
  }
}
