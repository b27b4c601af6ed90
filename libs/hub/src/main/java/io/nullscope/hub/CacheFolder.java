package io.nullscope.hub;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of one repository.
 *
 * <pre>
 * models--OWNER--NAME/commits/COMMIT/FILE     whole, checked files
 *                     partial/COMMIT/FILE     what has arrived of others; FILE.etag beside it
 *                     listings/COMMIT         names of all files, one a line
 *                     references/REVISION     the commit that a branch or tag was at last
 *                     locks/COMMIT/FILE
 * </pre>
 */
record CacheFolder(Path root) {

  static CacheFolder of(HubSettings settings, Repository repository) {
    return new CacheFolder(settings.cache().resolve(repository.folder()));
  }

  Path commit(String commit) {
    return root.resolve("commits").resolve(commit);
  }

  Path file(String commit, String file) {
    return commit(commit).resolve(file);
  }

  Path partial(String commit, String file) {
    return root.resolve("partial").resolve(commit).resolve(file);
  }

  Path lock(String commit, String file) {
    return root.resolve("locks").resolve(commit).resolve(file);
  }

  Optional<List<String>> listing(String commit) throws IOException {
    Path file = root.resolve("listings").resolve(commit);
    return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
  }

  void writeListing(String commit, List<String> files) throws IOException {
    write(root.resolve("listings").resolve(commit), String.join("\n", files));
  }

  Optional<String> reference(String revision) throws IOException {
    Path file = reference(revision, root);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  void writeReference(String revision, String commit) throws IOException {
    write(reference(revision, root), commit);
  }

  private static Path reference(String revision, Path root) {
    // The prefix keeps "." and ".." from being folders.
    return root.resolve("references")
        .resolve("to-" + URLEncoder.encode(revision, StandardCharsets.UTF_8));
  }

  /** A reader sees the old text or the new one. */
  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), "new-", null);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
