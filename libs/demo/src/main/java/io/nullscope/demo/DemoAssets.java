package io.nullscope.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bundled model and corpus, which studies name as the source {@code demo}.
 *
 * <p>They are resources of this library. Readers of models and corpora want files, so each is
 * copied to a temporary folder when it is first asked for; the folder is gone when the process
 * ends.
 */
public final class DemoAssets {

  /** What a study writes as {@code model.source} and {@code corpus.source}. */
  public static final String SOURCE = "demo";

  /** Revision of the model at the end of its training. */
  public static final String TRAINED = "main";

  /** Revision of the model before its first training step. */
  public static final String STEP0 = "step0";

  private static final Map<String, String> WEIGHTS =
      Map.of(TRAINED, "model.safetensors", STEP0, "step0.safetensors");

  private final Map<String, Path> copies = new LinkedHashMap<>();

  /**
   * The model in Hugging Face layout.
   *
   * @param revision {@link #TRAINED} or {@link #STEP0}
   * @return a folder with config.json, tokenizer.json and model.safetensors
   * @throws IllegalArgumentException when there is no such revision
   */
  public synchronized Path model(String revision) {
    String weights = WEIGHTS.get(revision);
    if (weights == null) {
      throw new IllegalArgumentException(
          "the demo model has no revision '" + revision + "'; it has main and step0");
    }
    return copies.computeIfAbsent(
        revision,
        unused ->
            folder(
                Map.of(
                    "config.json", "config.json",
                    "tokenizer.json", "tokenizer.json",
                    "model.safetensors", weights)));
  }

  /** Text that the model itself wrote: gzipped JSON lines, the text in the field "text". */
  public synchronized Path corpus() {
    String name = "corpus.jsonl.gz";
    return copies.computeIfAbsent(name, unused -> folder(Map.of(name, name))).resolve(name);
  }

  /** The study of {@code nullscope demo}, as YAML. */
  public static String study() {
    return new String(bytes("demo.yaml"), StandardCharsets.UTF_8);
  }

  /** The model's config.json. */
  public static byte[] config() {
    return bytes("config.json");
  }

  /** How the model was trained: settings, losses, the texts' digests; JSON. */
  public static byte[] training() {
    return bytes("training.json");
  }

  private static Path folder(Map<String, String> resources) {
    try {
      Path folder = Files.createTempDirectory("nullscope-demo");
      folder.toFile().deleteOnExit();
      for (Map.Entry<String, String> file : resources.entrySet()) {
        Path copy = folder.resolve(file.getKey());
        copy.toFile().deleteOnExit();
        try (InputStream in = open(file.getValue())) {
          Files.copy(in, copy);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("copying the demo's files to a temporary folder", e);
    }
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the demo's " + resource, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = DemoAssets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the demo's " + resource + " is not in this build");
    }
    return in;
  }
}
