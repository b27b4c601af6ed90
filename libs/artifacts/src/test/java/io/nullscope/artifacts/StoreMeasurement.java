package io.nullscope.artifacts;

import io.nullscope.testing.KafkaServer;
import io.nullscope.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Prints how fast blobs of 64 MiB go through the embedded S3 server, and how long the embedded
 * servers take to start. Not a test; the README says how to run it.
 */
final class StoreMeasurement {

  private static final int BLOB_MIB = 64;
  private static final int ROUNDS = 8;
  private static final double NANOS = 1e9;

  private StoreMeasurement() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("store-measurement");
    long begin = System.nanoTime();
    try (KafkaServer kafka = KafkaServer.start(directory.resolve("kafka"))) {
      System.out.printf("Kafka ready after %.2f s at %s%n", since(begin), kafka.bootstrapServers());
    }
    begin = System.nanoTime();
    try (S3Server server = S3Server.start(directory.resolve("s3"));
        S3ObjectStore objects =
            new S3ObjectStore(
                new S3Config(
                    server.endpoint(),
                    server.region(),
                    "measurement",
                    server.accessKey(),
                    server.secretKey()))) {
      System.out.printf("S3 ready after %.2f s at %s%n", since(begin), server.endpoint());
      measure(new BlobStore(objects));
      ProcessHandle.current().children().forEach(StoreMeasurement::printResidentMemory);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static void measure(BlobStore blobs) throws IOException {
    Random random = new Random(1);
    byte[] bytes = new byte[BLOB_MIB << 20];
    double put = Double.MAX_VALUE;
    double stream = Double.MAX_VALUE;
    double ranged = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      random.nextBytes(bytes);
      long begin = System.nanoTime();
      BlobRef blob = blobs.put(bytes);
      put = Math.min(put, since(begin));

      begin = System.nanoTime();
      try (InputStream in = blobs.open(blob)) {
        in.skip(Long.MAX_VALUE);
      }
      stream = Math.min(stream, since(begin));

      begin = System.nanoTime();
      ByteBuffer copy = blobs.readRange(blob, 0, bytes.length);
      ranged = Math.min(ranged, since(begin));
      if (!copy.equals(ByteBuffer.wrap(bytes))) {
        throw new IllegalStateException("A blob came back changed");
      }
    }
    System.out.printf(
        "%d MiB blobs, best of %d: put %.0f MiB/s, stream %.0f MiB/s, checked ranges %.0f MiB/s%n",
        BLOB_MIB, ROUNDS, BLOB_MIB / put, BLOB_MIB / stream, BLOB_MIB / ranged);
  }

  private static void printResidentMemory(ProcessHandle child) {
    try {
      Files.readAllLines(Path.of("/proc", Long.toString(child.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
          .forEach(line -> System.out.println("process " + child.pid() + " " + line));
    } catch (IOException e) {
      System.out.println("resident memory is unknown on this system: " + e);
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / NANOS;
  }
}
