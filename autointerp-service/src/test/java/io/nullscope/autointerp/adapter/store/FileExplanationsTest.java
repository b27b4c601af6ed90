package io.nullscope.autointerp.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.messaging.RejectedException;
import io.nullscope.service.SourceRoots;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileExplanationsTest {

  private static final StudySpec ONE_OF_EACH = study("[0]", "{ seeds: [0] }");
  private static final StudySpec SEVERAL =
      study("[0, 1]", "[{ name: small, k: 4, seeds: [0, 1] }, { name: large, k: 8 }]");

  private static final String LINE =
      """
      {"variant": "trained", "hookPoint": "layers.0", "latent": 12, "explanation": "cities"}
      """;

  private final FileExplanations explanations = new FileExplanations(SourceRoots.anywhere());

  @TempDir Path directory;

  private static StudySpec study(String variantSeeds, String sae) {
    return StudySpecReader.read(
            """
            name: imported
            model: { source: "file:model" }
            corpus: { source: "file:c", trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
            variants: [trained, control]
            variantSeeds: %s
            sae: %s
            """
                .formatted(variantSeeds, sae))
        .orThrow();
  }

  private String file(String text) throws IOException {
    return "file:" + Files.writeString(directory.resolve("explanations.jsonl"), text);
  }

  private Explainer read(StudySpec study, String cell, String... lines) throws IOException {
    return explanations.read(file(String.join("\n", lines)), study, CellKey.parse(cell));
  }

  private static String textOf(Explainer explainer, int latent) {
    return explainer.explain(latent, List.of(), List.of()).text();
  }

  @Test
  void explainsTheLatentsOfItsCellAndKnowsNoOthers() throws IOException {
    Explainer explainer =
        read(
            SEVERAL,
            "control/1/layers.3/small/1",
            """
            {"variant": "control", "variantSeed": 1, "hookPoint": "layers.3", "sae": "small", "saeSeed": 1, "latent": 7, "explanation": " two\\n lines\\u0000 "}\r
            \t
            {"variant": "control", "variantSeed": 0, "hookPoint": "layers.3", "sae": "small", "saeSeed": 1, "latent": 8, "explanation": "another seed"}
            {"variant": "control", "variantSeed": 1, "hookPoint": "layers.3", "sae": "large", "latent": 9, "explanation": "another SAE"}\
            """);

    assertThat(explainer.kind()).isEqualTo("none");
    assertThat(textOf(explainer, 7)).isEqualTo("two lines");
    assertThat(explainer.knows(7)).isTrue();
    assertThat(explainer.knows(8)).isFalse();
    assertThat(explainer.knows(9)).isFalse();
    assertThat(explainer.explain(8, List.of(), List.of()))
        .isEqualTo(Explanation.failed(FailureReason.NO_EXPLANATION));
  }

  @Test
  void whatTheStudyHasOnlyOneOfMayBeLeftOut() throws IOException {
    assertThat(textOf(read(ONE_OF_EACH, "trained/0/layers.0/topk/0", LINE), 12))
        .isEqualTo("cities");
  }

  @Test
  void oneFileMayServeSeveralStudies() throws IOException {
    String[] others = {
      LINE,
      LINE.replace("trained", "permuted"),
      LINE.replace("trained", "cascading-top-3"),
      LINE.replace("layers.0", "layers.5"),
      LINE.replace("\"latent\"", "\"sae\": \"other\", \"latent\"")
    };
    assertThat(read(ONE_OF_EACH, "trained/0/layers.0/topk/0", others).knows(12)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          no JSON | is no JSON object
          [1] | is no JSON object: a JSON object was expected
          {"latent": 1, "latent": 1} | is no JSON object: Duplicate field 'latent'
          {"Latent": 1} | has the field "Latent"; there are variant, variantSeed,
          {"variant": "trained"} | lacks latent
          {"latent": 1} | lacks explanation
          {"latent": 1, "explanation": "x"} | lacks variant
          {"latent": 1, "explanation": "x", "variant": "trained"} | lacks hookPoint
          {"latent": -1} | latent must be a whole number from 0, but is "-1"
          {"latent": 2147483648} | latent must be a whole number from 0
          {"latent": 1.0} | latent must be a whole number from 0
          {"latent": "1"} | latent must be a whole number from 0
          {"latent": 1, "explanation": 5} | explanation must be text in quotes, but is "5"
          {"latent": 1, "explanation": " \\u0007 "} | has an empty explanation
          {"latent": 1, "explanation": "x", "variant": "best"} | unknown variant 'best'
          {"latent": 1, "explanation": "x", "variant": "trained", "hookPoint": "blocks.0"} | 'blocks.0' is not a hook point
          {"latent": 1, "explanation": "x", "variant": "control", "hookPoint": "layers.0", "sae": "large"} | lacks variantSeed, of which the study has more than one: [0, 1]
          {"latent": 1, "explanation": "x", "variant": "trained", "hookPoint": "layers.0"} | lacks sae, of which the study has more than one: [small, large]
          {"latent": 1, "explanation": "x", "variant": "trained", "hookPoint": "layers.0", "sae": "small"} | lacks saeSeed, of which the study has more than one: [0, 1]
          """)
  void wrongLinesAreRefusedWithTheirNumber(String line, String message) {
    assertThatThrownBy(() -> read(SEVERAL, "trained/0/layers.0/small/0", "", line))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("explanations.jsonl: line 2: " + message);
  }

  @Test
  void nothingOfAFileThatIsNoneOfOursIsTold() {
    for (String line :
        List.of("root:x:0:0:root", "secret", "s3cr3t", "{\"password\": \"hunter2\"}", "'quoted'")) {
      assertThatThrownBy(() -> read(ONE_OF_EACH, "trained/0/layers.0/topk/0", line))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("line 1")
          .satisfies(
              thrown ->
                  assertThat(thrown.getMessage())
                      .doesNotContainPattern("root|secret|s3c|password|hunter|quoted"));
    }
  }

  @Test
  void filesElsewhereAreNotRead() throws IOException {
    Path allowed = Files.createDirectories(directory.resolve("allowed"));
    FileExplanations confined =
        new FileExplanations(SourceRoots.of(Optional.of(allowed.toString())));

    assertThatThrownBy(() -> confined.digest(file(LINE)))
        .hasMessageStartingWith("autointerp.explainer.explanations: ")
        .hasMessageContaining("NULLSCOPE_SOURCE_ROOTS");
  }

  @Test
  void aLatentHasOneExplanation() {
    assertThatThrownBy(
            () ->
                read(
                    ONE_OF_EACH,
                    "trained/0/layers.0/topk/0",
                    LINE + LINE.replace("\"latent\"", "\"saeSeed\": 0, \"latent\"")))
        .hasMessageContaining(
            "line 2: explains latent 12 of trained/0/layers.0/topk/0, as line 1 does");
  }

  @Test
  void tooLongExplanationsAreRefused() {
    String longest = "x".repeat(ExplanationLines.MAX_CHARACTERS);
    assertThatThrownBy(
            () ->
                read(
                    ONE_OF_EACH,
                    "trained/0/layers.0/topk/0",
                    LINE.replace("cities", longest)
                        + LINE.replace("cities", longest + "x").replace("12", "13")))
        .hasMessageContaining("line 2: has an explanation of 2001 characters; at most 2000");
  }

  @Test
  void theFirstWrongLinesAreToldAndTheOthersCounted() {
    assertThatThrownBy(
            () -> read(ONE_OF_EACH, "trained/0/layers.0/topk/0", "{\"sae\": 1}\n".repeat(23)))
        .hasMessageContaining("line 1: lacks latent; line 2: ")
        .hasMessageContaining("line 20: ")
        .hasMessageNotContaining("line 21: ")
        .hasMessageEndingWith("; and 3 more wrong lines");
  }

  @Test
  void aCellWithoutExplanationsIsRefused() {
    assertThatThrownBy(() -> read(ONE_OF_EACH, "control/0/layers.0/topk/0", LINE))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("has no explanation for control/0/layers.0/topk/0");
  }

  @Test
  void theDigestIsOfTheFilesBytes() throws IOException {
    String source = file("abc");
    assertThat(explanations.digest(source))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    assertThatThrownBy(() -> explanations.digest("file:" + directory.resolve("none.jsonl")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("none.jsonl is not a file that autointerp-service can read");
    assertThatThrownBy(() -> explanations.digest("s3:bucket/x"))
        .hasMessageContaining("use file:FILE");
    Path large = directory.resolve("large.jsonl");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(FileExplanations.MAX_BYTES + 1L);
    }
    assertThatThrownBy(() -> explanations.digest("file:" + large))
        .hasMessageContaining("more than 64 MiB");
  }
}
