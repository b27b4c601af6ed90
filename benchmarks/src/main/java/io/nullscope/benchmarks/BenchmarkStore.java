package io.nullscope.benchmarks;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.S3Config;
import io.nullscope.artifacts.S3ObjectStore;
import io.nullscope.testing.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The object store of the local stack, in a process of its own over a temporary folder that is
 * deleted with it: the benchmark pays for digests, the protocol and the disk as a study does.
 */
public final class BenchmarkStore implements AutoCloseable {

  private final Path directory;
  private final S3Server server;
  private final S3ObjectStore objects;

  private BenchmarkStore(Path directory, S3Server server, S3ObjectStore objects) {
    this.directory = directory;
    this.server = server;
    this.objects = objects;
  }

  public static BenchmarkStore start() throws IOException {
    Path directory = Files.createTempDirectory("nullscope-benchmark");
    S3Server server = S3Server.start(directory);
    S3Config config =
        new S3Config(
            server.endpoint(),
            server.region(),
            "benchmark",
            server.accessKey(),
            server.secretKey());
    return new BenchmarkStore(directory, server, new S3ObjectStore(config));
  }

  public ObjectStore objects() {
    return objects;
  }

  public ArtifactStore artifacts() {
    return new ArtifactStore(objects);
  }

  @Override
  public void close() {
    objects.close();
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
