package io.nullscope.cli.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.cli.StudyFiles;
import io.nullscope.study.SpecError;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;
  private Path model;
  private Path text;
  private Machine machine;

  @BeforeEach
  void prepare() throws IOException {
    model = StudyFiles.model(folder.resolve("model"));
    text = StudyFiles.text(folder.resolve("text.jsonl"), 1000);
    machine = new Machine(OptionalLong.of(16 * GIB), 100 * GIB, folder.resolve("home"));
  }

  @Test
  void findsNothingWhereAllIsWell() {
    Findings findings = check();

    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hookPoints=[layers.1, layers.99]|hookPoints: the model has no layers.99",
        "corpus.contextLength=1024|corpus.contextLength: 1024 tokens are asked for",
        "sae={expansion: 1, k: 129}|is 128 latents, but k asks for 129",
        "variants=[trained, cascading-top-7]|variants: cascading-top-7: the model has no such layer",
        "corpus.textField=story|corpus.textField: ",
        "corpus.evalTokens=10M|10.0 M tokens",
      })
  void comparesTheStudyWithItsModelAndText(String setting, String problem) {
    assertThat(check(setting).errors()).hasSize(1);
    assertThat(check(setting).errors().get(0).toString()).contains(problem);
  }

  @Test
  void namesEverythingAtOnceInTheOrderOfTheFile() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));
    Files.delete(text);

    assertThat(errors(check("hookPoints=[layers.99]")))
        .satisfiesExactly(
            error ->
                assertThat(error)
                    .startsWith("line 2: model.source: ")
                    .contains("tokenizer.json is missing"),
            error ->
                assertThat(error).startsWith("line 3: corpus.source: ").contains("does not exist"),
            error -> assertThat(error).startsWith("hookPoints: "));
  }

  @Test
  void namesMissingShards() throws IOException {
    Files.move(model.resolve("model.safetensors"), model.resolve("model-1-of-3.safetensors"));
    Files.writeString(
        model.resolve("model.safetensors.index.json"),
        """
        {"weight_map": {"a": "model-1-of-3.safetensors", "b": "model-2-of-3.safetensors", "c": "model-3-of-3.safetensors"}}""");

    assertThat(errors(check()))
        .singleElement()
        .asString()
        .contains("model-2-of-3.safetensors, model-3-of-3.safetensors")
        .doesNotContain("model-1-of-3");
  }

  @Test
  void knowsAPointerFromTheFileThatItPointsTo() throws IOException {
    Files.writeString(
        model.resolve("model.safetensors"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");

    assertThat(errors(check())).singleElement().asString().contains("git lfs pull");
  }

  @Test
  void aFolderThatLooksLikeARepositoryMayBeOne() {
    Path here = Path.of("EleutherAI/pythia-70m").toAbsolutePath();

    assertThat(errors(check("model.source=file:" + here)))
        .singleElement()
        .asString()
        .contains("write hf:EleutherAI/pythia-70m");
    assertThat(
            StudySpecReader.withOverrides(study(), List.of("model.source=EleutherAI/pythia-70m"))
                .describe())
        .contains("write hf:EleutherAI/pythia-70m");
  }

  @Test
  void aTextOfFewerBytesThanTokensIsRefusedAndOneThatIsShortWarnedOf() throws IOException {
    StudyFiles.text(text, 450);
    assertThat(check().errors()).isEmpty();
    assertThat(check().warnings()).singleElement().asString().contains("about 15.0 k tokens");

    StudyFiles.text(text, 150);
    assertThat(errors(check())).singleElement().asString().contains("15.0 kB of text");

    Path packed = folder.resolve("text.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(text, out);
    }
    assertThat(errors(check("corpus.source=file:" + packed)))
        .singleElement()
        .asString()
        .contains("15.0 kB of text");
  }

  @Test
  void readsOnlyTextThatItsEndingNames() throws IOException {
    Path csv = Files.copy(text, folder.resolve("text.csv"));
    Path packed = Files.copy(text, folder.resolve("not-packed.txt.gz"));

    assertThat(errors(check("corpus.source=file:" + csv)))
        .singleElement()
        .asString()
        .contains(".jsonl or .txt");
    assertThat(errors(check("corpus.source=file:" + packed)))
        .singleElement()
        .asString()
        .contains("cannot be read");
  }

  @Test
  void warnsOfTooLittleMemoryAndRefusesTooLittleDisk() throws IOException {
    machine = new Machine(OptionalLong.of(GIB), 1000, folder.resolve("home"));

    Findings findings = check();
    assertThat(findings.warnings()).singleElement().asString().contains("1.07 GB are available");
    assertThat(errors(findings)).singleElement().asString().contains("has room for 1.00 kB");

    // What lies there may be what the study would store.
    Path stored = Files.createDirectories(folder.resolve("home")).resolve("stored");
    try (RandomAccessFile sparse = new RandomAccessFile(stored.toFile(), "rw")) {
      sparse.setLength(GIB);
    }
    assertThat(check().errors()).isEmpty();
    assertThat(check().warnings()).hasSize(2);
  }

  @Test
  void theDirectoryOfTheResultsHasToBeOne() throws IOException {
    Preflight preflight =
        Preflight.ofServer().withOut(spec -> folder.resolve("text.jsonl/results"));
    SpecResult.Valid valid = read();

    assertThat(errors(preflight.check(valid.spec(), valid.lines())))
        .singleElement()
        .asString()
        .startsWith("--out: " + text + " is a file");
    Preflight fine = Preflight.ofServer().withOut(spec -> folder.resolve("not/yet/there"));
    assertThat(fine.check(valid.spec(), valid.lines()).errors()).isEmpty();
  }

  private Findings check(String... overrides) {
    SpecResult.Valid valid = read(overrides);
    HubModel hub = new HubModel(Map.of("HF_ENDPOINT", "http://127.0.0.1:1"), Duration.ZERO);
    return new Preflight(Optional.of(machine), hub, Optional.empty())
        .check(valid.spec(), valid.lines());
  }

  private SpecResult.Valid read(String... overrides) {
    SpecResult result = StudySpecReader.withOverrides(study(), List.of(overrides));
    assertThat(result.describe()).isEmpty();
    return (SpecResult.Valid) result;
  }

  private String study() {
    return """
        name: study
        model: { source: "file:%s" }
        corpus: { source: "file:%s", contextLength: 128, trainTokens: 10k, evalTokens: 3k, interpTokens: 4k }
        sae: { latents: 512, k: 16 }
        autointerp: { minActiveWindows: 40, explanationWindows: 20 }
        """
        .formatted(model, text);
  }

  private static List<String> errors(Findings findings) {
    return findings.errors().stream().map(SpecError::toString).toList();
  }
}
