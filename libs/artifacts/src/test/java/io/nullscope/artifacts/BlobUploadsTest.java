package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlobUploadsTest {

  private final SlowStore objects = new SlowStore();
  private final BlobStore blobs = new BlobStore(objects);
  private final AtomicInteger made = new AtomicInteger();

  /** Stores one object for each permit. */
  private static final class SlowStore extends ForwardingObjectStore {

    private final Semaphore permits = new Semaphore(0);
    private final List<String> stored = new ArrayList<>();
    private volatile Thread thread;
    private volatile RuntimeException failure;

    SlowStore() {
      super(new InMemoryObjectStore());
    }

    @Override
    public void put(String key, InputStream content, long size) {
      thread = Thread.currentThread();
      try {
        permits.acquire();
      } catch (InterruptedException e) {
        throw BackgroundThread.interrupted(e);
      }
      if (failure != null) {
        throw failure;
      }
      super.put(key, content, size);
      stored.add(key);
    }
  }

  private ByteBuffer content(int value) {
    made.incrementAndGet();
    return ByteBuffer.wrap(new byte[] {(byte) value});
  }

  /** The executor is done an instant before its thread is. */
  private static void assertEnded(Thread thread) throws InterruptedException {
    thread.join(5000);
    assertThat(thread.isAlive()).isFalse();
  }

  private static BlobRef ref(int value) {
    return new BlobStore(new InMemoryObjectStore()).put(new byte[] {(byte) value});
  }

  @Test
  void storesAllInTheOrderInWhichTheyCome() throws InterruptedException {
    objects.permits.release(10);
    Map<String, BlobUploads.Upload> uploads = new TreeMap<>();
    List<String> expected = new ArrayList<>();
    try (BlobUploads background = new BlobUploads(blobs)) {
      for (int i = 0; i < 10; i++) {
        int value = i;
        uploads.put("file" + i, background.put(() -> content(value)));
        expected.add(ref(i).key());
      }
      assertThat(BlobUploads.await(uploads)).hasSize(10).containsEntry("file7", ref(7));
    }
    assertThat(objects.stored).isEqualTo(expected);
    assertEnded(objects.thread);
    assertThat(objects.thread).isNotSameAs(Thread.currentThread());
  }

  @Test
  void noContentIsMadeBeforeThereIsRoom() {
    try (BlobUploads background = new BlobUploads(blobs)) {
      background.put(() -> content(0));
      background.put(() -> content(1));
      CompletableFuture<BlobUploads.Upload> third =
          CompletableFuture.supplyAsync(() -> background.put(() -> content(2)));
      while (!objects.permits.hasQueuedThreads()) {
        Thread.onSpinWait();
      }
      assertThat(made).hasValue(BlobUploads.MOST_UNDER_WAY);
      assertThat(third).isNotDone();

      objects.permits.release(3);
      assertThat(third.join().await()).isEqualTo(ref(2));
    }
  }

  @Test
  void aFailureIsThrownByAllThatFollowsAndNothingMoreIsStored() throws InterruptedException {
    objects.failure = new ObjectStoreException("the disk is full", false, null);
    try (BlobUploads background = new BlobUploads(blobs)) {
      BlobUploads.Upload first = background.put(() -> content(0));
      BlobUploads.Upload second = background.put(() -> content(1));
      objects.permits.release(10);

      assertThatThrownBy(first::await).isSameAs(objects.failure);
      assertThatThrownBy(second::await).isSameAs(objects.failure);
      assertThatThrownBy(() -> background.put(() -> content(2))).isSameAs(objects.failure);
      assertThatThrownBy(() -> background.put(() -> content(2))).isSameAs(objects.failure);
      assertThatThrownBy(() -> background.put(() -> content(2))).isSameAs(objects.failure);
    }
    assertThat(made).hasValue(2);
    assertThat(objects.stored).isEmpty();
    assertEnded(objects.thread);
  }

  @Test
  void closingGivesUpWhatIsOnItsWay() throws InterruptedException {
    try (BlobUploads background = new BlobUploads(blobs)) {
      background.put(() -> content(0));
      background.put(() -> content(1));
      while (!objects.permits.hasQueuedThreads()) {
        Thread.onSpinWait();
      }
    }
    assertThat(objects.stored).isEmpty();
    assertEnded(objects.thread);
  }

  @Test
  void contentThatCannotBeMadeTakesNoRoom() {
    IllegalStateException failure = new IllegalStateException("no content");
    objects.permits.release(1);
    try (BlobUploads background = new BlobUploads(blobs)) {
      for (int i = 0; i <= BlobUploads.MOST_UNDER_WAY; i++) {
        assertThatThrownBy(
                () ->
                    background.put(
                        () -> {
                          throw failure;
                        }))
            .isSameAs(failure);
      }
      assertThat(background.put(() -> content(4)).await()).isEqualTo(ref(4));
    }
  }
}
