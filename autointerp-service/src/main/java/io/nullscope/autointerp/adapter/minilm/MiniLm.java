package io.nullscope.autointerp.adapter.minilm;

import io.nullscope.autointerp.domain.SentenceEmbeddings;
import io.nullscope.messaging.StepProgress;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * all-MiniLM-L6-v2 (Apache-2.0) with 8-bit weights, which lies on the class path: no network.
 * Loaded when the first text comes. The same text gives the same bits, on processors of the same
 * kind.
 */
public final class MiniLm implements SentenceEmbeddings, AutoCloseable {

  /**
   * Names the model, for the ids of what is made with it; the number is its SHA-256's beginning.
   */
  public static final String MODEL = "all-MiniLM-L6-v2-q8/afdb6f1a0e45";

  /** Texts are embedded under the read lock: the native session must not be closed under them. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile SentenceEncoder encoder;
  private boolean closed;

  @Override
  public float[][] embed(List<String> texts) {
    if (encoder == null) {
      load();
    }
    return texts.stream().map(this::embed).toArray(float[][]::new);
  }

  private float[] embed(String text) {
    StepProgress.check();
    lock.readLock().lock();
    try {
      requireOpen();
      return encoder.encode(text);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void load() {
    lock.writeLock().lock();
    try {
      requireOpen();
      if (encoder == null) {
        encoder = SentenceEncoder.load();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      // Not a fault of the step, which is done again when the service is back.
      throw new CancellationException("all-MiniLM-L6-v2 is closed: the service is stopping");
    }
  }

  /**
   * Waits for the texts under way; those that come later are refused with a {@link
   * CancellationException}.
   */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
