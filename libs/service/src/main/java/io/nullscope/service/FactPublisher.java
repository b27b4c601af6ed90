package io.nullscope.service;

import com.google.protobuf.Message;
import io.nullscope.messaging.EventHeaders;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes facts, each on its own topic, and returns when the broker has acknowledged them. */
@ApplicationScoped
public class FactPublisher implements Facts {

  private static final Logger LOGGER = LoggerFactory.getLogger(FactPublisher.class);

  private final Producer<String, byte[]> producer;
  private final String service;
  private final Executor background;
  private final AtomicBoolean offering = new AtomicBoolean();

  @Inject
  FactPublisher(
      Producer<String, byte[]> producer,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this(producer, service, BackgroundThreads.named("progress-facts"));
  }

  FactPublisher(Producer<String, byte[]> producer, String service, Executor background) {
    this.producer = producer;
    this.service = service;
    this.background = background;
  }

  /**
   * Publishes a fact with CloudEvents headers in binary mode. The event id is a digest of the fact,
   * so that the same fact published again has the same id.
   *
   * @throws UnavailableException BROKER_UNAVAILABLE when the broker did not acknowledge in time
   * @throws RejectedException FACT_REFUSED when it never will, because the fact is too large or the
   *     service may not write to its topic
   */
  @Override
  public void publish(Message fact, String studyId, String subject) {
    String topic = Topics.of(fact.getDescriptorForType());
    try {
      producer.send(record(topic, fact, studyId, subject)).get();
    } catch (ExecutionException e) {
      throw refused(topic, e.getCause());
    } catch (KafkaException e) {
      throw refused(topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(topic, e);
    }
  }

  /**
   * Too large, or on a topic that may not be written: the step fails with the reason. If nothing
   * may be written, not even that, the process ends. All else is the broker's state.
   */
  private StepException refused(String topic, Throwable cause) {
    if (isDenied(cause)) {
      return new RejectedException(
          "FACT_REFUSED",
          "the broker does not let "
              + service
              + " write to "
              + topic
              + " ("
              + cause.getMessage()
              + "); give it the right to, and run the study again",
          cause);
    }
    return cause instanceof RecordTooLargeException
        ? new RejectedException(
            "FACT_REFUSED",
            "the broker never takes this fact on " + topic + ": " + cause.getMessage(),
            cause)
        : new UnavailableException(
            "BROKER_UNAVAILABLE", "the broker did not take " + topic + ": " + cause, cause);
  }

  /** A producer that was denied once says so inside another failure from then on. */
  private static boolean isDenied(Throwable cause) {
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      if (reason instanceof AuthorizationException) {
        return true;
      }
    }
    return false;
  }

  /**
   * One at a time: while the broker has not taken the last one, further ones are dropped, so that
   * they never fill the buffer that facts need. In the background, because a producer that knows no
   * broker waits for one.
   */
  @Override
  public void offer(Message fact, String studyId, String subject) {
    if (offering.compareAndSet(false, true)) {
      String topic = Topics.of(fact.getDescriptorForType());
      background.execute(() -> send(record(topic, fact, studyId, subject)));
    }
  }

  private void send(ProducerRecord<String, byte[]> offered) {
    try {
      producer.send(
          offered,
          (position, lost) -> {
            offering.set(false);
            if (lost != null) {
              LOGGER.debug("Lost: {}", offered.topic(), lost);
            }
          });
    } catch (RuntimeException lost) {
      offering.set(false);
      LOGGER.debug("Lost: {}", offered.topic(), lost);
    }
  }

  private ProducerRecord<String, byte[]> record(
      String topic, Message fact, String studyId, String subject) {
    byte[] value = fact.toByteArray();
    return new ProducerRecord<>(
        topic, null, studyId + "/" + subject, value, headers(fact, value, subject));
  }

  private Headers headers(Message fact, byte[] value, String subject) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    add(headers, EventHeaders.SPEC_VERSION, "1.0");
    add(headers, EventHeaders.ID, digest(value));
    add(headers, EventHeaders.TYPE, fact.getDescriptorForType().getFullName());
    add(headers, EventHeaders.SOURCE, "/nullscope/" + service);
    add(headers, EventHeaders.SUBJECT, subject);
    add(headers, EventHeaders.TIME, Instant.now().toString());
    return headers;
  }

  private static void add(RecordHeaders headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
