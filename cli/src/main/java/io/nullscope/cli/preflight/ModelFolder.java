package io.nullscope.cli.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.checkpoints.WeightFormat;
import io.nullscope.cli.report.ModelShapeReader;
import io.nullscope.cli.report.UnknownShapeException;
import io.nullscope.demo.DemoAssets;
import io.nullscope.study.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model in a folder of this machine: whether all of its files are there. */
final class ModelFolder {
  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";

  private final String setting;
  private final Path folder;
  private final Findings findings;

  private ModelFolder(String setting, Path folder, Findings findings) {
    this.setting = setting;
    this.folder = folder;
    this.findings = findings;
  }

  /**
   * Reports what is missing.
   *
   * @return the model's sizes; empty when they are not to be had without a download, or at all
   */
  static Optional<ModelShape> check(String setting, String source, Findings findings) {
    if (source.equals(DemoAssets.SOURCE)) {
      return Optional.of(
          ModelShapeReader.parse(
              "config.json of the demo model", new String(DemoAssets.config(), UTF_8)));
    }
    return FileSource.path(source)
        .flatMap(folder -> new ModelFolder(setting, folder, findings).check());
  }

  private Optional<ModelShape> check() {
    if (!Files.isDirectory(folder)) {
      findings.error(
          setting,
          folder + (Files.exists(folder) ? " is no folder" : " does not exist"),
          repositoryHint().orElse("name the folder that holds the model's config.json"));
      return Optional.empty();
    }
    weights();
    tokenizer();
    return shape();
  }

  /** Paths are absolute by now; what was written may be their end. */
  private Optional<String> repositoryHint() {
    Path here = Path.of("").toAbsolutePath();
    return folder.startsWith(here) && here.relativize(folder).getNameCount() == 2
        ? Optional.of(
            "for the model of the Hugging Face Hub write hf:%s, for a folder its path"
                .formatted(here.relativize(folder)))
        : Optional.empty();
  }

  private Optional<ModelShape> shape() {
    Path file = folder.resolve(CONFIG);
    if (!isThere(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ModelShapeReader.read(folder));
    } catch (UnknownShapeException e) {
      findings.error(
          setting,
          e.getMessage().replaceFirst("\\.$", ""),
          "name a model of a family that is supported");
      return Optional.empty();
    }
  }

  private void tokenizer() {
    isThere(folder.resolve(TOKENIZER));
  }

  private void weights() {
    Optional<WeightFormat> format =
        WeightFormat.preferred(name -> Files.isRegularFile(folder.resolve(name)));
    if (format.isEmpty()) {
      findings.error(
          setting,
          folder + " has no weights that are read",
          "it needs one of " + WeightFormat.names());
      return;
    }
    if (!isThere(folder.resolve(format.get().file()))) {
      return;
    }
    try {
      List<String> missing = new ArrayList<>();
      for (String shard : format.get().shards(folder)) {
        if (!Files.isRegularFile(folder.resolve(shard))) {
          missing.add(shard);
        } else {
          isThere(folder.resolve(shard));
        }
      }
      if (!missing.isEmpty()) {
        findings.error(
            setting,
            "%s names %s, which %s not in %s"
                .formatted(
                    format.get().file(),
                    listed(missing),
                    missing.size() == 1 ? "is" : "are",
                    folder),
            "copy or download the whole model");
      }
    } catch (InvalidCheckpointException | IOException e) {
      findings.error(setting, e.getMessage(), "copy or download the model again");
    }
  }

  private static String listed(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }

  /** Reports a file that is missing, unreadable, or only points to the file that it should be. */
  private boolean isThere(Path file) {
    if (!Files.isRegularFile(file)) {
      findings.error(setting, file + " is missing", "copy or download the whole model");
      return false;
    }
    try {
      if (LargeFilePointer.is(file)) {
        findings.error(setting, file + " is a Git LFS pointer", "run git lfs pull in its folder");
        return false;
      }
      return true;
    } catch (IOException e) {
      findings.error(setting, file + " cannot be read: " + e, "make it readable");
      return false;
    }
  }
}
