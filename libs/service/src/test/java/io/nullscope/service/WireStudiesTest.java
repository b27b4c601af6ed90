package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.v1.StudyContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireStudiesTest {

  @ParameterizedTest
  @ValueSource(strings = {SampleStudies.MINIMAL, SampleStudies.FULL})
  void aStudySurvivesTheWireInBytesAndInJson(String text) throws InvalidProtocolBufferException {
    StudyRun run = new StudyRun("some-study", 3, SampleStudies.spec(text));
    StudyContext wire = WireStudies.toWire(run);

    StudyContext fromBytes = StudyContext.parseFrom(wire.toByteArray());
    StudyContext.Builder fromJson = StudyContext.newBuilder();
    JsonFormat.parser().merge(JsonFormat.printer().print(wire), fromJson);

    assertThat(WireStudies.toDomain(fromBytes)).isEqualTo(run);
    assertThat(WireStudies.toDomain(fromJson.build())).isEqualTo(run);
    assertThat(WireStudies.toDomain(fromBytes).spec().hash()).isEqualTo(run.spec().hash());
  }

  /**
   * Protobuf numbers are doubles: whole numbers, fractions and the largest seed must all survive.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed=9007199254740991",
        "variantSeeds=[0, 9007199254740991]",
        "corpus.trainTokens=9999999999999",
        "sae.training.learningRate=1",
        "sae.training.learningRate=1e-7",
        "sae.training.warmupFraction=0",
        "statistics.confidence=0.999",
        "hookPoints={every: 2}",
        "sae.expansion=4"
      })
  void everyNumberSurvivesTheWire(String override) {
    StudyRun run = SampleStudies.run("some-study", override);

    StudyRun read = WireStudies.toDomain(WireStudies.toWire(run));

    assertThat(read).isEqualTo(run);
    assertThat(read.spec().hash()).isEqualTo(run.spec().hash());
  }

  @Test
  void theWireFormHasEveryDefaultFilledIn() {
    Struct spec = WireStudies.toWire(SampleStudies.run("some-study")).getSpec();

    Struct training = spec.getFieldsOrThrow("sae").getStructValue();
    assertThat(training.getFieldsMap()).containsKey("k");
    assertThat(spec.getFieldsOrThrow("seed").getNumberValue()).isZero();
  }

  @Test
  void anEmptyIdIsDerivedAndAMissingAttemptIsTheFirst() {
    StudySpec spec = SampleStudies.spec(SampleStudies.MINIMAL);
    StudyContext wire =
        WireStudies.toWire(new StudyRun("x", 1, spec)).toBuilder()
            .clearStudyId()
            .clearAttempt()
            .build();

    StudyRun run = WireStudies.toDomain(wire);

    assertThat(run.studyId()).isEqualTo(StudyId.derive(spec).value());
    assertThat(run.attempt()).isEqualTo(1);
  }

  @Test
  void oneRefusalListsEveryErrorOfAStudyWithItsFix() {
    Struct spec =
        Struct.newBuilder()
            .putFields("name", text("broken"))
            .putFields("model", struct("source", text("file:model")))
            .putFields("corpus", struct("trainTokens", number(-1)))
            .putFields("sae", struct("k", number(2.5)))
            .putFields("variants", text("all of them"))
            .putFields("colour", text("blue"))
            .build();

    assertRejected(
            () -> WireStudies.toDomain(StudyContext.newBuilder().setSpec(spec).build()),
            "INVALID_STUDY")
        .hasMessageStartingWith("the study is not valid: ")
        .hasMessageContainingAll(
            "corpus.source",
            "corpus.trainTokens",
            "corpus.evalTokens",
            "corpus.interpTokens",
            "sae.k",
            "variants",
            "colour: there is no such setting (");
  }

  @Test
  void valuesThatNoStudyFileCanHoldAreErrorsOfTheStudy() {
    Struct spec =
        Struct.newBuilder()
            .putFields("name", Value.newBuilder().setNullValueValue(0).build())
            .putFields("seed", number(Double.NaN))
            .putFields("model", Value.getDefaultInstance())
            .putFields("corpus", struct("trainTokens", number(Double.POSITIVE_INFINITY)))
            .putFields(
                "variants",
                Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(Value.getDefaultInstance()))
                    .build())
            .build();

    assertRejected(
            () -> WireStudies.toDomain(StudyContext.newBuilder().setSpec(spec).build()),
            "INVALID_STUDY")
        .hasMessageContainingAll("name", "seed", "model", "corpus.trainTokens", "variants");
  }

  @Test
  void anEmptyEventIsAnInvalidStudy() {
    assertRejected(() -> WireStudies.toDomain(StudyContext.getDefaultInstance()), "INVALID_STUDY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../other", "a/b", "-dash-first", "white space", "ünïcode", "a\nb"})
  void aStudyIdThatCannotNameObjectsIsRefused(String id) {
    StudyContext wire = WireStudies.toWire(SampleStudies.run(id));

    assertRejected(() -> WireStudies.toDomain(wire), "INVALID_STUDY_ID").hasMessageContaining(id);
  }

  @Test
  void aStudyIdHasALimit() {
    assertThatCode(
            () -> WireStudies.toDomain(WireStudies.toWire(SampleStudies.run("a".repeat(128)))))
        .doesNotThrowAnyException();
    assertRejected(
        () -> WireStudies.toDomain(WireStudies.toWire(SampleStudies.run("a".repeat(129)))),
        "INVALID_STUDY_ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trained", "rerandomized-incl-embeddings", "cascading-top-3", "token-shuffled"})
  void cellsSurviveTheWire(VariantKind kind) {
    CellKey cell = new CellKey(new VariantKey(kind, 4), new HookPoint(11), "wide-32", 6);

    assertThat(WireStudies.toDomain(WireStudies.toWire(cell))).isEqualTo(cell);
  }

  @Test
  void shapesSurviveTheWire() {
    ModelShape shape = new ModelShape("gpt_neox", 6, 512, 50304, 2048);

    assertThat(WireStudies.toDomain(WireStudies.toWire(shape))).isEqualTo(shape);
  }

  @Test
  void malformedPartsOfAnEventNameTheirField() {
    io.nullscope.v1.CellKey good =
        WireStudies.toWire(
            new CellKey(new VariantKey(VariantKind.TRAINED, 0), new HookPoint(1), "topk", 0));

    assertRejected(
            () -> WireStudies.toDomain(good.getVariant().toBuilder().setKind("tained").build()),
            "MALFORMED_EVENT")
        .hasMessageContainingAll("field variant", "tained");
    assertRejected(
            () -> WireStudies.toDomain(good.getVariant().toBuilder().setSeed(-1).build()),
            "MALFORMED_EVENT")
        .hasMessageContaining("field variant");
    assertRejected(
            () -> WireStudies.toDomain(good.toBuilder().setHookPoint("layers.-1").build()),
            "MALFORMED_EVENT")
        .hasMessageContainingAll("field cell", "layers.-1");
    assertRejected(
            () -> WireStudies.toDomain(good.toBuilder().clearVariant().build()), "MALFORMED_EVENT")
        .hasMessageContaining("field variant");
    assertRejected(() -> WireStudies.hookPoint("mlp.3"), "MALFORMED_EVENT")
        .hasMessageContainingAll("field hook_point", "mlp.3");
    assertRejected(
            () -> WireStudies.toDomain(io.nullscope.v1.ModelShape.getDefaultInstance()),
            "MALFORMED_EVENT")
        .hasMessageContaining("field model");
  }

  @Test
  void anAttemptHasALimit() {
    StudyContext wire = WireStudies.toWire(SampleStudies.run("some-study"));

    assertThat(WireStudies.toDomain(wire.toBuilder().setAttempt(1_000_000).build()).attempt())
        .isEqualTo(1_000_000);
    for (int attempt : new int[] {1_000_001, Integer.MAX_VALUE, -1}) {
      assertRejected(
              () -> WireStudies.toDomain(wire.toBuilder().setAttempt(attempt).build()),
              "MALFORMED_EVENT")
          .hasMessageContaining("field attempt: must be at most 1000000");
    }
  }

  @Test
  void aFamilyIsAShortWord() {
    io.nullscope.v1.ModelShape shape =
        WireStudies.toWire(new ModelShape("gpt_neox", 6, 512, 50304, 2048));

    for (String family : new String[] {"", "a b", "f".repeat(65), "a\0"}) {
      assertRejected(
              () -> WireStudies.toDomain(shape.toBuilder().setFamily(family).build()),
              "MALFORMED_EVENT")
          .hasMessageContaining("field model");
    }
  }

  @Test
  void artifactIdsOfAnEventAreChecked() {
    String hex = "0123456789abcdef".repeat(4);

    assertThat(WireStudies.artifactId("sae_id", hex)).isEqualTo(new ArtifactId(hex));
    assertRejected(() -> WireStudies.artifactId("sae_id", ""), "MALFORMED_EVENT")
        .hasMessageContaining("field sae_id");
    assertRejected(() -> WireStudies.artifactId("sae_id", "../" + hex), "MALFORMED_EVENT");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable>
      assertRejected(ThrowingCallable call, String code) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RejectedException.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }

  private static Value struct(String key, Value value) {
    return Value.newBuilder().setStructValue(Struct.newBuilder().putFields(key, value)).build();
  }
}
