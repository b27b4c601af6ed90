package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  private static final VariantKey VARIANT =
      new VariantKey(VariantKind.RERANDOMIZED_EXCL_EMBEDDINGS, 2);
  private static final CellKey CELL = new CellKey(VARIANT, new HookPoint(11), "wide-32", 5);

  @ParameterizedTest
  @EnumSource(Treatment.class)
  void variantKindsReadBackFromOnePathSegment(Treatment treatment) {
    String id = treatment.form().replace("-N", "-12");

    VariantKind kind = VariantKind.fromId(id);

    assertThat(kind.treatment()).isEqualTo(treatment);
    assertThat(kind).hasToString(id).isEqualTo(VariantKind.fromId(id)).hasSameHashCodeAs(id(id));
    assertThat(kind.layer())
        .isEqualTo(treatment.layered() ? OptionalInt.of(12) : OptionalInt.empty());
    assertThat(id).doesNotContain("/");
    assertThat(VariantKey.parse(id + "/3")).isEqualTo(new VariantKey(kind, 3));
  }

  private static VariantKind id(String id) {
    return VariantKind.fromId(id);
  }

  @Test
  void kindsWithAnotherLayerAreOthers() {
    assertThat(VariantKind.cascadingTop(3))
        .isEqualTo(VariantKind.fromId("cascading-top-3"))
        .isNotEqualTo(VariantKind.cascadingTop(4))
        .isNotEqualTo(VariantKind.cascadingBottom(3));
    assertThat(VariantKind.fromId("step0")).isSameAs(VariantKind.STEP0);
    assertThat(VariantKind.TRAINED)
        .isLessThan(VariantKind.cascadingTop(9))
        .isLessThan(VariantKind.TOKEN_SHUFFLED);
    assertThat(VariantKind.cascadingTop(9)).isLessThan(VariantKind.cascadingTop(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cascading-top",
        "cascading-top-",
        "cascading-top-03",
        "cascading-top--1",
        "cascading-top-3/1",
        "cascading-bottom-1234567",
        "permuted-1",
        ""
      })
  void aKindHasOneSpelling(String id) {
    assertThatThrownBy(() -> VariantKind.fromId(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownVariantKindNamesTheKnownOnes() {
    assertThatThrownBy(() -> VariantKind.fromId("random"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown variant 'random'; use one of trained, rerandomized-incl-embeddings, rerandomized-excl-embeddings, step0, control, permuted, spectrum, cascading-top-N, cascading-bottom-N, token-shuffled, with a layer from 0 for N");
  }

  @Test
  void keysReadBack() {
    assertThat(VARIANT.id()).isEqualTo("rerandomized-excl-embeddings/2");
    assertThat(VariantKey.parse(VARIANT.id())).isEqualTo(VARIANT);
    assertThat(CELL).hasToString("rerandomized-excl-embeddings/2/layers.11/wide-32/5");
    assertThat(CellKey.parse(CELL.id())).isEqualTo(CELL);
    assertThat(HookPoint.parse("layers.11")).isEqualTo(new HookPoint(11));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "layers", "layers.", "layers.-1", "layers.01", "layer.1", "layers.1 "})
  void hookPointsAreChecked(String text) {
    assertThatThrownBy(() -> HookPoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write layers.N");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trained",
        "trained/",
        "trained/x",
        "trained/-1",
        "trained/01",
        "x/0",
        "trained/0/1"
      })
  void variantKeysAreChecked(String text) {
    assertThatThrownBy(() -> VariantKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThatThrownBy(() -> new VariantKey(VariantKind.CONTROL, -1))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new HookPoint(-1)).hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new CellKey(VARIANT, new HookPoint(0), "topk", -1))
        .hasMessageContaining("at least 0");
  }

  @Test
  void stepIdsHaveOneForm() {
    assertThat(StepId.study()).hasToString("study");
    assertThat(StepId.variant(VARIANT)).hasToString("variant/rerandomized-excl-embeddings/2");
    assertThat(StepId.activations(VARIANT))
        .hasToString("activations/rerandomized-excl-embeddings/2");
    assertThat(StepId.sae(CELL)).hasToString("sae/" + CELL);
    assertThat(StepId.reconstruction(CELL)).hasToString("reconstruction/" + CELL);
    assertThat(StepId.latents(CELL)).hasToString("latents/" + CELL);
    assertThat(StepId.interpretability(CELL)).hasToString("interpretability/" + CELL);
  }

  @Test
  void stepIdsKnowWhatTheyAreAbout() {
    StepId latents = new StepId("latents/" + CELL.id());
    StepId activations = new StepId("activations/" + VARIANT.id());

    assertThat(latents.kind()).contains(StepKind.LATENTS);
    assertThat(latents.variant()).contains(VARIANT);
    assertThat(latents.cell()).contains(CELL);
    assertThat(activations.kind()).contains(StepKind.ACTIVATIONS);
    assertThat(activations.variant()).contains(VARIANT);
    assertThat(activations.cell()).isEmpty();
    assertThat(StepId.study().kind()).isEmpty();
    assertThat(StepId.study().variant()).isEmpty();
    assertThat(StepId.study().cell()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sae",
        "sae/trained/0",
        "sae/trained/0/layers.1",
        "sae/trained/0/layers.1/topk",
        "sae/trained/0/layers.1/0",
        "sae/trained/0/layers.1//0",
        "sae/trained/0/layers.1/TopK/0",
        "sae/trained/0/layers.1/topk/0/0",
        "variant/trained/0/layers.1/topk/0",
        "training/trained/0",
        "study/x"
      })
  void stepIdsAreChecked(String value) {
    assertThatThrownBy(() -> new StepId(value)).isInstanceOf(IllegalArgumentException.class);
  }
}
