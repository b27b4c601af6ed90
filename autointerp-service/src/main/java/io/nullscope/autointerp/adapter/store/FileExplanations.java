package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.Digest;
import io.nullscope.autointerp.application.ImportedExplanations;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.ImportedExplainer;
import io.nullscope.messaging.RejectedException;
import io.nullscope.service.SourceRoots;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Explanations in files that this service can read. */
public final class FileExplanations implements ImportedExplanations {

  static final int MAX_BYTES = 64 << 20;

  private static final String SCHEME = "file:";
  private static final String SETTING = "autointerp.explainer.explanations";

  private final SourceRoots roots;

  /**
   * Explanations below some folders.
   *
   * @param roots where the files may lie
   */
  public FileExplanations(SourceRoots roots) {
    this.roots = roots;
  }

  @Override
  public String digest(String source) {
    return Digest.of(bytes(file(source))).hex();
  }

  /**
   * @throws RejectedException if a line is wrong, or none is about the cell: without explanations
   *     it has nothing to test
   */
  @Override
  public Explainer read(String source, StudySpec study, CellKey cell) {
    Path file = file(source);
    ExplanationLines lines = new ExplanationLines(study);
    lines.read(bytes(file));
    if (!lines.problems().isEmpty()) {
      throw new RejectedException("INVALID_EXPLANATIONS", file + ": " + lines.problems());
    }
    Map<Integer, String> texts = lines.of(cell);
    if (texts.isEmpty()) {
      throw new RejectedException(
          "NO_EXPLANATIONS",
          file
              + " has no explanation for "
              + cell
              + "; add lines for its latents, or leave its variant, hook point or SAE out of the"
              + " study");
    }
    return new ImportedExplainer(texts);
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new RejectedException(
            "INVALID_EXPLANATIONS",
            file
                + " has more than "
                + (MAX_BYTES >> 20)
                + " MiB; keep only the latents of this study");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("reading the explanations " + file, e);
    }
  }

  private Path file(String source) {
    if (!source.startsWith(SCHEME)) {
      throw new RejectedException(
          "UNSUPPORTED_SOURCE", SETTING + ": \"" + source + "\" is not supported; use file:FILE");
    }
    Path file = roots.require(SETTING, Path.of(source.substring(SCHEME.length())));
    if (!Files.isRegularFile(file)) {
      throw new RejectedException(
          "EXPLANATIONS_FILE_MISSING",
          SETTING + ": " + file + " is not a file that autointerp-service can read");
    }
    return file;
  }
}
