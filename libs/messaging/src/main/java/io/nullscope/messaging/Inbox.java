package io.nullscope.messaging;

import com.google.protobuf.Message;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One incoming channel: parses a record, hands it to one use case, and acknowledges it only when
 * the use case has returned, that is when everything it wrote and published is safe.
 *
 * <p>Whatever the use case does is under the runner's care: an outage is waited for, a passing
 * failure tried again. What fails for good is refused, which sends the record to the channel's
 * dead-letter topic with the reason in a header. A record that a stop or a fatal failure interrupts
 * stays unacknowledged and is delivered again; the latter ends the process.
 *
 * @param <M> message type of the channel
 */
public final class Inbox<M extends Message> {
  private static final Logger LOGGER = LoggerFactory.getLogger(Inbox.class);

  private final String channel;
  private final EventParser<M> parser;
  private final StepRunner runner;
  private final StopSignal stop;
  private final Set<RecordPosition> skipped;
  private final Consumer<FatalException> onFatal;

  /**
   * A channel.
   *
   * @param runner tries again what fails outside of a step of its own
   * @param skipped records to be refused unread, by the will of whoever runs the service
   * @param onFatal ends the process
   */
  public Inbox(
      String channel,
      EventParser<M> parser,
      StepRunner runner,
      StopSignal stop,
      Set<RecordPosition> skipped,
      Consumer<FatalException> onFatal) {
    this.channel = channel;
    this.parser = parser;
    this.runner = runner;
    this.stop = stop;
    this.skipped = Set.copyOf(skipped);
    this.onFatal = onFatal;
  }

  /**
   * Handles a record on the calling thread.
   *
   * @return completes when the record is acknowledged or refused; never completes after a stop or a
   *     fatal failure
   */
  public CompletionStage<Void> handle(
      org.eclipse.microprofile.reactive.messaging.Message<byte[]> record, Consumer<M> useCase) {
    if (!stop.begin()) {
      return new CompletableFuture<>();
    }
    String position = RecordPosition.of(record).map(Object::toString).orElse("of " + channel);
    try {
      runner.run(
          "record " + position,
          () -> {
            requireWanted(record);
            useCase.accept(parser.parse(record.getPayload(), contentType(record)));
            return null;
          });
    } catch (FatalException fatal) {
      LOGGER
          .atError()
          .setCause(fatal)
          .log("Fatal failure at record {}, the process ends", position);
      onFatal.accept(fatal);
      return new CompletableFuture<>();
    } catch (StoppedException stopped) {
      LOGGER.info("Record {} is given back: {}", position, stopped.getMessage());
      return new CompletableFuture<>();
    } catch (StepException failure) {
      LOGGER.error("Record {} refused: {}: {}", position, failure.code(), failure.getMessage());
      return record.nack(failure);
    } finally {
      stop.end();
    }
    return record.ack();
  }

  private void requireWanted(org.eclipse.microprofile.reactive.messaging.Message<byte[]> record) {
    RecordPosition.of(record)
        .filter(skipped::contains)
        .ifPresent(
            position -> {
              throw new RejectedException(
                  "SKIPPED", "record " + position + " is in nullscope.skip-records");
            });
  }

  private static String contentType(
      org.eclipse.microprofile.reactive.messaging.Message<byte[]> record) {
    return record
        .getMetadata(IncomingKafkaRecordMetadata.class)
        .map(metadata -> metadata.getHeaders().lastHeader(EventHeaders.CONTENT_TYPE))
        .map(header -> new String(header.value(), StandardCharsets.UTF_8))
        .orElse(null);
  }
}
