package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StoreWaitTest {

  @Test
  void aCallWithinACallIsCountedOnce() {
    long before = StoreWait.nanoseconds();
    long[] inner = new long[1];
    long start = System.nanoTime();
    StoreWait.during(
        () -> {
          long innerStart = System.nanoTime();
          StoreWait.during(() -> "nested");
          inner[0] = System.nanoTime() - innerStart;
          return null;
        });
    long outer = System.nanoTime() - start;

    assertThat(StoreWait.nanoseconds() - before).isBetween(inner[0], outer);
  }

  @Test
  void aFailedCallIsCountedAndThrownAsItIs() {
    long before = StoreWait.nanoseconds();
    IOException failure = new IOException("broken");

    assertThatThrownBy(
            () ->
                StoreWait.during(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(StoreWait.nanoseconds()).isGreaterThan(before);
    StoreWait.during(() -> null);
  }

  @Test
  void eachThreadWaitsForItself() {
    BlobStore blobs = new BlobStore(new InMemoryObjectStore());
    long before = StoreWait.nanoseconds();
    CompletableFuture.runAsync(() -> blobs.put(new byte[1 << 20])).join();
    assertThat(StoreWait.nanoseconds()).isEqualTo(before);

    BlobRef blob = blobs.put(new byte[1 << 20]);
    long written = StoreWait.nanoseconds();
    assertThat(written).isGreaterThan(before);
    blobs.read(blob);
    assertThat(StoreWait.nanoseconds()).isGreaterThan(written);
  }
}
