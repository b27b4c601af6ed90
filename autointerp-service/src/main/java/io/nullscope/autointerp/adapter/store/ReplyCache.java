package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.ObjectNotFoundException;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.autointerp.application.languagemodel.Completion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What a language model replied to the requests of one scope, in the object store under {@code
 * replies/MODEL/SCOPE/}.
 *
 * <p>An object for each reply would cost more processor time than the reply. Replies are written in
 * groups instead: one writer takes all that wait and writes them as one segment, as soon as the
 * segment before is done and the store had four times as long, but at most 20 ms, to do something
 * else. A reply is durable when its segment is, which {@link #close} waits for; a kill before loses
 * the replies of one write and one rest. {@link #close} also merges the segments into one. Segments
 * are named by their content, so several writers of a scope do no harm.
 *
 * <p>A damaged segment is skipped with a warning: its replies are asked for again.
 */
public final class ReplyCache implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ReplyCache.class.getName());
  private static final String SUFFIX = ".jsonl.gz";

  /** Part of the time that the writer leaves the store alone: four fifths. */
  private static final int REST = 4;

  /** A slow store must not make a kill cost more replies than its slowness does. */
  private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Larger objects in this place are not ours. */
  private static final long MAX_SEGMENT_BYTES = 64 << 20;

  private static final long CLOSE_SECONDS = 120;

  private final ObjectStore objects;
  private final String prefix;
  private final Map<String, Completion> replies = new ConcurrentHashMap<>();
  private final List<String> segments = new ArrayList<>();
  private final Thread writer;

  private final Object lock = new Object();
  private Map<String, Completion> waiting = new LinkedHashMap<>();
  private boolean closing;
  private volatile boolean removed;
  private RuntimeException failure;

  private ReplyCache(ObjectStore objects, String prefix) {
    this.objects = objects;
    this.prefix = prefix;
    this.writer = new Thread(this::write, "reply-cache");
    this.writer.setDaemon(true);
  }

  /**
   * Opens a scope and reads what is there.
   *
   * @param model names the model: letters, digits and dashes
   * @param scope names what the requests belong to: letters, digits and dashes
   */
  public static ReplyCache open(ObjectStore objects, String model, String scope) {
    if (!model.matches("[A-Za-z0-9-]+") || !scope.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          "replies/%s/%s: names are letters, digits and dashes".formatted(model, scope));
    }
    ReplyCache cache = new ReplyCache(objects, "replies/%s/%s/".formatted(model, scope));
    cache.load();
    cache.writer.start();
    return cache;
  }

  private void load() {
    List<ObjectStat> found;
    try (Stream<ObjectStat> listed = objects.list(prefix)) {
      found = listed.toList();
    }
    for (ObjectStat object : found) {
      if (!object.key().endsWith(SUFFIX) || object.bytes() > MAX_SEGMENT_BYTES) {
        LOG.log(Level.WARNING, "Ignoring {0}: not a segment of cached replies", object.key());
        continue;
      }
      try (InputStream content = objects.get(object.key())) {
        ReplyLines.read(content.readAllBytes(), replies::put);
        segments.add(object.key());
      } catch (ObjectNotFoundException e) {
        LOG.log(Level.DEBUG, "{0} was merged into another segment", object.key());
      } catch (IOException | IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "Ignoring the rest of the cached replies in {0} ({1}): they are asked for again",
            object.key(),
            e.getMessage());
      }
    }
  }

  /** All replies, those of earlier runs included. */
  public void forEach(BiConsumer<String, Completion> consumer) {
    replies.forEach(consumer);
  }

  /** The reply to a request, named by its digest. */
  public Optional<Completion> find(String request) {
    return Optional.ofNullable(replies.get(request));
  }

  /** Drops a reply: it is asked for again. Durable when the cache is closed. */
  public void remove(String request) {
    if (replies.remove(request) != null) {
      removed = true;
    }
  }

  /** Keeps a reply; returns before it is durable. */
  public void put(String request, Completion reply) {
    replies.put(request, reply);
    synchronized (lock) {
      waiting.put(request, reply);
      lock.notifyAll();
    }
  }

  /**
   * Waits until every reply is durable.
   *
   * @throws ObjectStoreException if the store did not take them
   */
  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    try {
      writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException(
          "Interrupted while replies were written to " + prefix, true, e);
    }
    if (writer.isAlive()) {
      throw new ObjectStoreException(
          "Writing replies to %s takes more than %d s".formatted(prefix, CLOSE_SECONDS),
          true,
          null);
    }
    if (failure != null) {
      throw failure;
    }
    merge();
  }

  private void write() {
    try {
      for (Map<String, Completion> group = next(0); !group.isEmpty(); ) {
        long start = System.nanoTime();
        byte[] segment = ReplyLines.write(group);
        if (!put(segment)) {
          giveBack(group);
        }
        group = next(Math.min(REST * (System.nanoTime() - start), LONGEST_REST_NANOS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean put(byte[] segment) {
    String key = prefix + Digest.of(segment).hex() + SUFFIX;
    try {
      objects.put(key, segment);
      segments.add(key);
      failure = null;
      return true;
    } catch (RuntimeException e) {
      failure = e;
      return false;
    }
  }

  /** What the store did not take goes first the next time; on closing there is no next time. */
  private void giveBack(Map<String, Completion> group) {
    synchronized (lock) {
      if (closing) {
        waiting.clear();
      } else {
        group.putAll(waiting);
        waiting = group;
      }
    }
  }

  /** All replies that wait, after a rest; empty when the cache is closed and nothing waits. */
  private Map<String, Completion> next(long restNanos) throws InterruptedException {
    synchronized (lock) {
      long until = System.nanoTime() + restNanos;
      for (long left = restNanos; !closing && left > 0; left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      while (waiting.isEmpty() && !closing) {
        lock.wait();
      }
      Map<String, Completion> group = waiting;
      waiting = new LinkedHashMap<>();
      return group;
    }
  }

  /**
   * Opening a scope costs a request for each segment, so there had better be one. It is written
   * before the others are deleted.
   */
  private void merge() {
    if (segments.size() < 2 && !removed) {
      return;
    }
    if (replies.isEmpty()) {
      segments.stream().distinct().forEach(objects::delete);
      return;
    }
    byte[] merged = ReplyLines.write(replies);
    if (merged.length > MAX_SEGMENT_BYTES) {
      return;
    }
    String key = prefix + Digest.of(merged).hex() + SUFFIX;
    objects.put(key, merged);
    segments.stream().distinct().filter(old -> !old.equals(key)).forEach(objects::delete);
  }
}
