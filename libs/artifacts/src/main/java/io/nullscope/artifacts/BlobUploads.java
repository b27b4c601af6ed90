package io.nullscope.artifacts;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Stores blobs in the background, one after the other, while the caller computes the next ones. Few
 * may be on their way at a time; whoever brings one more waits. After a failure nothing more is
 * stored, and every later call throws that failure, so an artifact is never committed without one
 * of its blobs. Used by one thread.
 */
public final class BlobUploads implements AutoCloseable {

  /** One is being sent, one is waiting for it. */
  static final int MOST_UNDER_WAY = 2;

  private final BlobStore blobs;
  private final BackgroundThread thread = new BackgroundThread("blob-upload");
  private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
  private volatile Throwable failure;

  public BlobUploads(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** A blob on its way. */
  public record Upload(Future<BlobRef> blob) {

    /**
     * Waits until the blob is stored.
     *
     * @throws ObjectStoreException when it could not be stored
     */
    public BlobRef await() {
      return BackgroundThread.await(blob);
    }
  }

  /** Waits for all; the files of a manifest. */
  public static Map<String, BlobRef> await(Map<String, Upload> uploads) {
    Map<String, BlobRef> files = new TreeMap<>();
    uploads.forEach((name, upload) -> files.put(name, upload.await()));
    return files;
  }

  /**
   * Begins to store a blob.
   *
   * @param content asked for in this call, once there is room: not before, so that memory is
   *     bounded; must not be changed afterwards
   * @throws ObjectStoreException when an earlier blob could not be stored
   */
  public Upload put(Supplier<ByteBuffer> content) {
    waitForRoom();
    try {
      throwFailure();
      ByteBuffer bytes = content.get();
      return new Upload(thread.submit(() -> store(bytes)));
    } catch (RuntimeException | Error e) {
      room.release();
      throw e;
    }
  }

  private BlobRef store(ByteBuffer bytes) {
    try {
      throwFailure();
      return blobs.put(bytes);
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      room.release();
    }
  }

  private void waitForRoom() {
    StoreWait.during(
        () -> {
          try {
            room.acquire();
            return null;
          } catch (InterruptedException e) {
            throw BackgroundThread.interrupted(e);
          }
        });
  }

  private void throwFailure() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Gives up what is still on its way: await it first. */
  @Override
  public void close() {
    thread.close();
  }
}
