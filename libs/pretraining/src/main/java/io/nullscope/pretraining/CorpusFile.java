package io.nullscope.pretraining;

import io.nullscope.artifacts.Digest;
import io.nullscope.study.Seed;
import io.nullscope.transformer.corpus.CorpusException;
import io.nullscope.transformer.corpus.CorpusReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A corpus in memory, its documents divided into those to train on and those held out.
 *
 * @param name file name without directories
 * @param sha256 of the file's bytes, hexadecimal
 */
record CorpusFile(String name, String sha256, List<String> training, List<String> heldOut) {

  private static final String TEXT_FIELD = "text";

  /** Part of the documents that is held out; at least one is. */
  private static final double HELD_OUT = 0.02;

  /**
   * Reads a corpus.
   *
   * @param number position among the corpora, which decides what is held out
   * @throws PretrainingException when there is no such file, it is malformed, or it has fewer than
   *     two documents
   */
  static CorpusFile read(Path file, int number, Seed seed) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new PretrainingException("there is no corpus file " + file);
    }
    List<String> documents = documents(file);
    if (documents.size() < 2) {
      throw new PretrainingException(
          "%s has %d documents; at least 2 are needed, because one is held out"
              .formatted(file, documents.size()));
    }
    int[] order = new int[documents.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    seed.stream("pretraining/corpus/%d/held-out".formatted(number)).sequence().shuffle(order);
    int held = (int) Math.max(1, Math.round(HELD_OUT * order.length));
    boolean[] isHeld = new boolean[order.length];
    for (int i = 0; i < held; i++) {
      isHeld[order[i]] = true;
    }
    List<String> training = new ArrayList<>();
    List<String> heldOut = new ArrayList<>();
    for (int i = 0; i < isHeld.length; i++) {
      (isHeld[i] ? heldOut : training).add(documents.get(i));
    }
    return new CorpusFile(file.getFileName().toString(), Digest.of(file).hex(), training, heldOut);
  }

  private static List<String> documents(Path file) throws IOException {
    List<String> documents = new ArrayList<>();
    try (CorpusReader reader =
        CorpusReader.open(file.toString(), TEXT_FIELD, () -> Files.newInputStream(file))) {
      reader.forEachRemaining(document -> documents.add(document.text()));
      return documents;
    } catch (CorpusException e) {
      throw new PretrainingException(advice(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What the reader advises when a field is missing is about study files. */
  private static String advice(String message) {
    return message.replaceFirst(
        "\\. Set corpus\\.textField.*", "; the text must be in a field \"text\"");
  }
}
