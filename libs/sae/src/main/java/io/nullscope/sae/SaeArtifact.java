package io.nullscope.sae;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A trained SAE in the artifact store: its two files. */
public final class SaeArtifact {

  public static final String KIND = "sae";

  private static final String[] FILES = {SaeLayout.CONFIG, SaeLayout.WEIGHTS};

  private SaeArtifact() {}

  /**
   * Loads an SAE into memory; close the result to free it.
   *
   * @throws io.nullscope.artifacts.MissingArtifactException when it is not in the store
   * @throws SaeFormatException when its files are not an SAE of this project
   */
  public static SaeParameters load(TensorRuntime runtime, ArtifactStore store, ArtifactId id) {
    Manifest manifest = store.require(KIND, id);
    try {
      Path folder = Files.createTempDirectory("nullscope-sae");
      try {
        for (String file : FILES) {
          try (InputStream in = store.blobs().open(manifest.file(file))) {
            Files.copy(in, folder.resolve(file));
          }
        }
        return SaeParameters.load(runtime, folder);
      } finally {
        for (String file : FILES) {
          Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading SAE " + id, e);
    }
  }
}
