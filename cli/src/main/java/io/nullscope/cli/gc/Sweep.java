package io.nullscope.cli.gc;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a store can do without. Everything that results are made of stays: results, verdicts,
 * metrics, scored latents, SAEs, variants, tokens, positions, replies of language models and the
 * marks of studies. What goes can be made again from what stays:
 *
 * <ul>
 *   <li>activations of studies that have completed, and latent caches whose latents are scored
 *   <li>checkpoints of SAEs that are trained
 *   <li>blobs that no remaining artifact names
 * </ul>
 *
 * <p>Activations and checkpoints of a study that was interrupted stay, so that it goes on where it
 * was; activations also when a study that has completed was made of the same.
 */
public final class Sweep {
  private static final String ACTIVATIONS = "activations";
  private static final String LATENT_CACHE = "latent-cache";
  private static final String SAE = "sae";
  private static final String RESULTS = "results";

  private final Path store;
  private final Map<String, List<Path>> garbage = new LinkedHashMap<>();
  private final Map<String, Long> bytes = new LinkedHashMap<>();

  private Sweep(Path store) {
    this.store = store;
  }

  /**
   * Looks through a store that nobody uses meanwhile.
   *
   * @param store folder of its bucket; need not exist
   * @throws IOException when something cannot be read, so that it is not known what is needed
   */
  public static Sweep of(Path store) throws IOException {
    Sweep sweep = new Sweep(store);
    List<StoredManifest> kept = sweep.artifacts();
    sweep.checkpoints(kept);
    sweep.blobs(kept);
    return sweep;
  }

  /** Bytes that would go, by what they are; without those that have none. */
  public Map<String, Long> bytes() {
    return Collections.unmodifiableMap(bytes);
  }

  /** All bytes that would go. */
  public long totalBytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Removes it: manifests before the blobs that they name, so that a kill leaves no broken
   * artifact.
   */
  public void delete() throws IOException {
    for (List<Path> files : garbage.values()) {
      for (Path file : files) {
        Files.deleteIfExists(file);
        deleteEmpty(file.getParent());
      }
    }
  }

  private void deleteEmpty(Path folder) throws IOException {
    Path empty = folder;
    try {
      while (!empty.equals(store)) {
        Files.deleteIfExists(empty);
        empty = empty.getParent();
      }
    } catch (DirectoryNotEmptyException stillUsed) {
      // The usual case: other objects are in it.
      return;
    }
  }

  /** Finds manifests that can go; returns those that stay. */
  private List<StoredManifest> artifacts() throws IOException {
    List<StoredManifest> all = new ArrayList<>();
    for (Path file : files("artifacts")) {
      if (file.endsWith("manifest.json")) {
        all.add(StoredManifest.read(file));
      }
    }
    Set<String> used = new HashSet<>();
    Set<String> needed = new HashSet<>();
    Map<String, Long> completed = new HashMap<>();
    for (StoredManifest manifest : all) {
      manifest.latentCache().ifPresent(used::add);
      if (manifest.kind().equals(RESULTS) && manifest.complete()) {
        used.addAll(manifest.stepArtifacts());
        completed.merge(manifest.studyId(), manifest.attempt(), Math::max);
      }
    }
    for (StoredManifest manifest : all) {
      if (manifest.kind().equals(RESULTS)
          && manifest.attempt() > completed.getOrDefault(manifest.studyId(), -1L)) {
        needed.addAll(manifest.stepArtifacts());
      }
    }
    needed.addAll(neededByInterrupted(completed));
    used.removeAll(needed);
    List<StoredManifest> kept = new ArrayList<>();
    for (StoredManifest manifest : all) {
      boolean temporary = Set.of(ACTIVATIONS, LATENT_CACHE).contains(manifest.kind());
      if (temporary && used.contains(manifest.id())) {
        add("manifests", manifest.file());
      } else {
        kept.add(manifest);
      }
    }
    return kept;
  }

  /**
   * Activations that a study names whose attempt has not completed, nor a later one; layout: {@code
   * studies/ID/activations/ATTEMPT/ARTIFACT}.
   */
  private Set<String> neededByInterrupted(Map<String, Long> completed) throws IOException {
    Path root = store.resolve("studies");
    Set<String> needed = new HashSet<>();
    for (Path file : files("studies")) {
      Path name = root.relativize(file);
      if (name.getNameCount() == 4
          && name.getName(1).toString().equals(ACTIVATIONS)
          && Long.parseLong(name.getName(2).toString())
              > completed.getOrDefault(name.getName(0).toString(), -1L)) {
        needed.add(name.getName(3).toString());
      }
    }
    return needed;
  }

  private void checkpoints(List<StoredManifest> kept) throws IOException {
    Set<String> trained = new HashSet<>();
    kept.stream()
        .filter(manifest -> manifest.kind().equals(SAE))
        .forEach(manifest -> trained.add(manifest.id()));
    Path root = store.resolve("checkpoints");
    for (Path file : files("checkpoints")) {
      if (trained.contains(root.relativize(file).getName(0).toString())) {
        add("checkpoints of SAEs that are trained", file);
      }
    }
  }

  private void blobs(List<StoredManifest> kept) throws IOException {
    Set<String> needed = new HashSet<>();
    kept.forEach(manifest -> needed.addAll(manifest.blobs()));
    for (Path file : files("blobs")) {
      if (!needed.contains(file.getFileName().toString())) {
        add("activations, latent caches and other data that no artifact needs", file);
      }
    }
  }

  private void add(String what, Path file) throws IOException {
    garbage.computeIfAbsent(what, unused -> new ArrayList<>()).add(file);
    bytes.merge(what, Files.size(file), Long::sum);
  }

  private List<Path> files(String folder) throws IOException {
    Path root = store.resolve(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
