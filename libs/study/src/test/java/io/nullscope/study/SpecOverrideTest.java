package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecOverrideTest {
  @Test
  void setsFieldsThatTheFileHas() {
    assertThat(Studies.minimal("name=other", "corpus.trainTokens=1M"))
        .satisfies(
            spec -> {
              assertThat(spec.name()).isEqualTo("other");
              assertThat(spec.corpus().trainTokens()).isEqualTo(1_000_000);
              assertThat(spec.corpus().evalTokens()).isEqualTo(40_000);
            });
  }

  @Test
  void createsTheMapsOnTheWay() {
    assertThat(Studies.minimal("sae.training.epochs=3").saes().get(0).training().epochs())
        .isEqualTo(3);
  }

  @Test
  void readsListsAndMaps() {
    StudySpec spec =
        Studies.minimal("variants=[trained,step0]", "sae={latents: 128, k: 8}", "seed=4");

    assertThat(spec.variants()).containsExactly(VariantKind.TRAINED, VariantKind.STEP0);
    assertThat(spec.saes().get(0).latents()).isEqualTo(OptionalInt.of(128));
    assertThat(spec.seed()).isEqualTo(4);
  }

  @Test
  void laterOnesWin() {
    assertThat(Studies.minimal("seed=1", "seed=2").seed()).isEqualTo(2);
  }

  @Test
  void anEmptyValueUnsets() {
    String text = Studies.MINIMAL + "sae: { latents: 64, k: 4 }";

    StudySpec spec =
        StudySpecReader.withOverrides(text, List.of("sae.latents=", "sae.expansion=2")).orThrow();

    assertThat(spec.saes().get(0).latents()).isEmpty();
    assertThat(spec.saes().get(0).expansion()).hasValue(2);
  }

  @Test
  void keepsEqualsSignsOfTheValue() {
    assertThat(Studies.minimal("model.source=file:a=b").model().source()).isEqualTo("file:a=b");
  }

  @Test
  void replacesAScalarByAMapWhereBothAreForms() {
    String text = Studies.MINIMAL + "hookPoints: all";

    StudySpec spec = StudySpecReader.withOverrides(text, List.of("hookPoints.every=3")).orThrow();

    assertThat(spec.hookPoints()).isEqualTo(new HookPointSelection.Every(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sae.k", "=3", "a..b=1", ".a=1", "a.=1", "a b=1", "", "sae.seeds[=1", "sae[x]=1"})
  void refusesWhatIsNoOverride(String override) {
    SpecResult result = StudySpecReader.withOverrides(Studies.MINIMAL, List.of(override));

    assertThat(Studies.errors(result))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.problem()).isEqualTo("'" + override + "' is not an override");
              assertThat(error.fix()).contains("PATH=VALUE");
            });
  }

  @Test
  void refusesAValueThatIsNotYaml() {
    SpecResult result =
        StudySpecReader.withOverrides(Studies.MINIMAL, List.of("model.source=[1, "));

    assertThat(Studies.errors(result))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path()).isEqualTo("model.source");
              assertThat(error.line()).isZero();
              assertThat(error.problem()).contains("is not valid YAML");
            });
  }

  @Test
  void reportsBesideTheErrorsOfTheFile() {
    SpecResult result =
        StudySpecReader.withOverrides(
            Studies.MINIMAL + "seeed: 3", List.of("sae.q=1", "hookPoints=none"));

    assertThat(Studies.errors(result))
        .extracting(SpecError::path)
        .containsExactly("seeed", "hookPoints", "sae.q");
  }
}
