package io.nullscope.service;

import io.nullscope.artifacts.ObjectNotFoundException;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often work was begun and not ended, so that work which kills the process is given up
 * instead of killing it for ever: small objects under {@code attempts/}, written before the work
 * and removed after it. A process that ends in order removes its own.
 */
public final class Attempts {
  private static final Logger LOGGER = LoggerFactory.getLogger(Attempts.class);

  /** So many processes may die at the same work. */
  static final int DEATHS = 3;

  private final ObjectStore objects;

  /** Tells the marks of this process from those of dead ones. */
  private final byte[] process =
      (Instant.now() + " " + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);

  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  public Attempts(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Notes that work begins. A mark of this process is no death: the store may have written it and
   * then lost its answer, so that it is written again.
   *
   * @param work names it for all services, e.g. by study, attempt and step
   * @throws RejectedException PROCESS_DIED when it was begun too often and never ended
   */
  public void begin(String work) {
    for (int number = 1; number <= DEATHS; number++) {
      if (objects.putIfAbsent(key(work, number), process) || isOurs(key(work, number))) {
        underWay.put(work, number);
        return;
      }
    }
    throw new RejectedException(
        "PROCESS_DIED",
        "the service died "
            + DEATHS
            + " times while it worked on this, most likely for lack of memory; give it more, or"
            + " make the study smaller, and run the study again");
  }

  /** Whether the work was begun so often, and never ended, that it is given up. */
  boolean givenUp(String work) {
    for (int number = 1; number <= DEATHS; number++) {
      if (objects.stat(key(work, number)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private boolean isOurs(String key) {
    try (InputStream mark = objects.get(key)) {
      return Arrays.equals(mark.readAllBytes(), process);
    } catch (ObjectNotFoundException ended) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + key, e);
    }
  }

  /** Notes that work has ended, however it did. */
  public void end(String work) {
    for (int number = underWay.getOrDefault(work, DEATHS); number >= 1; number--) {
      objects.delete(key(work, number));
    }
    underWay.remove(work);
  }

  /** The process ends in order: what is under way has not killed it. */
  void endedByStop() {
    for (String work : underWay.keySet()) {
      try {
        end(work);
      } catch (ObjectStoreException away) {
        LOGGER.warn("The attempt at {} counts as a death: {}", work, away.getMessage());
      }
    }
  }

  private static String key(String work, int number) {
    return "attempts/" + work + "/" + number;
  }
}
