package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tree, canonical JSON, hash, id and YAML of a study. */
class StudySpecFormsTest {
  static final List<String> VARIATIONS =
      List.of(
          "name='true'",
          "name='it''s: a \"test\" #1 \\\\'",
          "name=Größe 日本",
          "name='123'",
          "name='- x'",
          "name='no'",
          "name='ends with:'",
          "model.source='file:/a b/ü'",
          "model.source='file:C:\\models'",
          "model.step0Source=file:/bucket/x",
          "model={source: demo, step0Revision: step0}",
          "model={source: hf:EleutherAI/pythia-70m, revision: step143000, step0Revision: step0}",
          "model={source: hf:EleutherAI/pythia-70m, step0Source: hf:EleutherAI/pythia-70m-deduped}",
          "corpus.source=demo",
          "corpus.startToken=none",
          "corpus.startToken=0",
          "corpus.startToken='0'",
          "corpus.startToken='<|endoftext|>'",
          "hookPoints=all",
          "hookPoints=[layers.7, layers.2]",
          "hookPoints={every: 4}",
          "sae.latents=4096",
          "sae.expansion=3",
          "sae.seeds=[9007199254740991, 0]",
          "sae.name=a-1",
          "sae={architecture: batchtopk, multiTopK: true, auxK: {alpha: 0.03125}}",
          "sae={architecture: matryoshka, prefixes: [64, 1024]}",
          "sae={architecture: jumprelu, l0Coefficient: 0.001, bandwidth: 0.01}",
          "sae={architecture: gated, l1Coefficient: 0.001}",
          "sae={architecture: relu, l1Coefficient: 0.5, sparsityWarmupFraction: 1}",
          "sae={preset: paper, training: {epochs: 100}}",
          "positions={first: 0, specialTokens: false}",
          "positions={maxNormMedians: 3, tokens: [5]}",
          "sae=[{k: 4}, {name: b, k: 4, frozen: encoder}, {architecture: batchtopk, precision: float32}]",
          "sae.training.learningRate=auto",
          "sae.training.learningRate=1e-30",
          "sae.training.learningRate=0.1",
          "sae.training.learningRate=3",
          "sae.training.warmupFraction=0",
          "statistics.confidence=0.999",
          "statistics.margins={fuzzing.auroc.v1: 0.03, ce.clean.v1: 1}",
          "probes={latents: 0, windows: 5}",
          "variants=[control, trained]",
          "autointerp.scorers=[fuzzing, detection]",
          "corpus.trainTokens=100B");

  static List<String> variations() {
    return VARIATIONS;
  }

  @ParameterizedTest
  @MethodSource("variations")
  void everyFormReadsBackToTheSameStudy(String override) {
    for (String text : List.of(Studies.MINIMAL, Studies.FULL.replace("  expansion: 8\n", ""))) {
      StudySpec spec = StudySpecReader.withOverrides(text, List.of(override)).orThrow();

      assertThat(StudySpecReader.read(spec.toTree()).orThrow()).isEqualTo(spec);
      assertThat(StudySpecReader.read(spec.toYaml()).orThrow()).isEqualTo(spec);
      assertThat(StudySpecReader.read(CanonicalJson.write(spec.toTree())).orThrow())
          .isEqualTo(spec);
      assertThat(StudySpecReader.read(throughDoubles(spec.toTree())).orThrow()).isEqualTo(spec);
    }
  }

  @Test
  void differentStudiesHaveDifferentHashes() {
    Set<String> hashes = new HashSet<>();
    VARIATIONS.forEach(override -> hashes.add(Studies.minimal(override).hash()));

    // hookPoints=all and learningRate=auto are the defaults.
    assertThat(hashes).hasSize(VARIATIONS.size() - 1);
  }

  @Test
  void theHashIsPinned() {
    assertThat(Studies.minimal().hash())
        .isEqualTo("a469c429296b471bb79a72d465559b506345aa10f5431c55e982591588fba219");
    assertThat(Studies.full().hash())
        .isEqualTo("904e7233a8b17473ca647e50b5ccedb5f1060f9e35a76b7a3c4bc04998471fd3");
  }

  /**
   * Of the versions before five draws, {@code probes}, {@code statistics.margins}, {@code
   * positions}, and {@code corpus.startToken}. Whoever left the draws to the default had one then;
   * whoever wrote five had five.
   */
  @Test
  void theHashesOfEarlierVersionsArePinned() {
    assertThat(Studies.minimal().earlierHashes())
        .hasSize(9)
        .containsSubsequence(
            "bc87e3396b972042d68be9835d34f1676466c979981981c849c0bc8538dda61b",
            "ca00c958b3c36908d473c2c2e9c225737908f4dad841c7905967094be15d5354",
            "3089963b5f6d41d56f803c5d2ef095684a3d16cbff144c2f07d151d3983d12fe",
            "cf606f7c9d76c0f61850d06627e88b732a4b4717b5f7c246a78ec465e016a838");
    assertThat(Studies.ofOneDraw().hash())
        .isEqualTo("31b3a8967b0b56669022f18dcc2a24fcdee26dd6eaae519e0ffd7b7c6c9dddf6")
        .isEqualTo(Studies.minimal().earlierHashes().get(0));
    assertThat(Studies.ofOneDraw().earlierHashes())
        .hasSize(4)
        .isSubsetOf(Studies.minimal().earlierHashes());
    assertThat(Studies.ofOneDraw("corpus.startToken=none").earlierHashes()).hasSize(3);
    assertThat(Studies.ofOneDraw("positions.first=0").earlierHashes()).hasSize(2);
    assertThat(Studies.ofOneDraw("statistics.margins={r2: 1}").earlierHashes()).hasSize(1);
    assertThat(Studies.ofOneDraw("probes.latents=0").earlierHashes()).isEmpty();
    assertThat(Studies.minimal("probes.latents=0").earlierHashes())
        .containsExactly(Studies.ofOneDraw("probes.latents=0").hash());
  }

  @Test
  void theHashDoesNotHangOnHowTheStudyIsWritten() {
    String written =
        """
        corpus:
          interpTokens: 0.16M
          evalTokens: 4e4
          source: 'file:corpus.jsonl'
          trainTokens: 300_000   # thirty batches
        variantSeeds: [00, 1, 2, 3, 4]
        name: "minimal"
        model: {"source": file:model}
        """;

    assertThat(StudySpecReader.read(written).orThrow().hash()).isEqualTo(Studies.minimal().hash());
  }

  @Test
  void theTreeHoldsOnlyPlainValues() {
    assertThat(leaves(Studies.full().toTree()))
        .allSatisfy(
            leaf ->
                assertThat(leaf)
                    .isInstanceOfAny(String.class, Long.class, Double.class, Boolean.class));
  }

  @Test
  void theYamlIsWrittenForPeople() {
    assertThat(Studies.minimal("name='a: b'").toYaml())
        .startsWith("name: \"a: b\"\nseed: 0\nmodel:\n  source: file:model\n  revision: main\n")
        .contains(
            "\nvariantSeeds: [0, 1, 2, 3, 4]\n",
            "\n    learningRate: auto\n",
            "\n    warmupFraction: 0.05\n");
  }

  @Test
  void idIsSlugAndHash() {
    StudySpec spec = Studies.minimal("name='  Größe & Co.: Pythia-70m! '");

    assertThat(StudyId.derive(spec).value())
        .isEqualTo("gro-e-co-pythia-70m-" + spec.hash().substring(0, 12));
  }

  @Test
  void idOfANameWithoutLatinLetters() {
    assertThat(StudyId.derive(Studies.minimal("name=日本")).value()).startsWith("study-");
    assertThat(StudyId.derive(Studies.minimal("name=" + "ab ".repeat(33))).value())
        .hasSizeLessThanOrEqualTo(73)
        .doesNotContain("--");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "-a", ".", "é", "a\n"})
  void idsAreChecked(String value) {
    assertThatThrownBy(() -> new StudyId(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a study id");
  }

  @Test
  void longIdsAreRefused() {
    assertThat(new StudyId("a".repeat(128)).toString()).hasSize(128);
    assertThatThrownBy(() -> new StudyId("a".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Object> leaves(Object value) {
    List<Object> leaves = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(child -> leaves.addAll(leaves(child)));
    } else if (value instanceof List<?> list) {
      list.forEach(child -> leaves.addAll(leaves(child)));
    } else {
      leaves.add(value);
    }
    return leaves;
  }

  /**
   * What becomes of a tree in an event: every number is a double, and the keys are in any order.
   */
  private static Map<String, Object> throughDoubles(Map<?, ?> tree) {
    List<Object> keys = new ArrayList<>(tree.keySet());
    Collections.reverse(keys);
    Map<String, Object> copy = new LinkedHashMap<>();
    keys.forEach(key -> copy.put((String) key, asDoubles(tree.get(key))));
    return copy;
  }

  private static Object asDoubles(Object value) {
    if (value instanceof Map<?, ?> map) {
      return throughDoubles(map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(StudySpecFormsTest::asDoubles).toList();
    }
    return value instanceof Long number ? (Object) number.doubleValue() : value;
  }
}
