package io.nullscope.messaging;

import com.google.protobuf.Message;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One incoming channel: parses a record, hands it to one use case, and acknowledges it only when
 * the use case has returned, that is when everything it wrote and published is safe.
 *
 * <p>A failed record is refused, which sends it to the channel's dead-letter topic with the reason
 * in a header. A fatal failure leaves the record unacknowledged and ends the process.
 *
 * @param <M> message type of the channel
 */
public final class Inbox<M extends Message> {

  private static final Logger LOGGER = LoggerFactory.getLogger(Inbox.class);

  private final String channel;
  private final EventParser<M> parser;
  private final FailureClassifier classifier;
  private final Consumer<FatalException> onFatal;

  /**
   * A channel.
   *
   * @param onFatal ends the process
   */
  public Inbox(
      String channel,
      EventParser<M> parser,
      FailureClassifier classifier,
      Consumer<FatalException> onFatal) {
    this.channel = channel;
    this.parser = parser;
    this.classifier = classifier;
    this.onFatal = onFatal;
  }

  /**
   * Handles a record on the calling thread.
   *
   * @return completes when the record is acknowledged or refused; never completes after a fatal
   *     failure
   */
  public CompletionStage<Void> handle(
      org.eclipse.microprofile.reactive.messaging.Message<byte[]> record, Consumer<M> useCase) {
    try {
      useCase.accept(parser.parse(record.getPayload(), contentType(record)));
    } catch (RuntimeException | Error thrown) {
      StepException failure = classifier.classify(thrown);
      if (failure instanceof FatalException fatal) {
        LOGGER
            .atError()
            .addKeyValue("channel", channel)
            .setCause(fatal)
            .log("Fatal failure, the process ends");
        onFatal.accept(fatal);
        return new CompletableFuture<>();
      }
      LOGGER
          .atError()
          .addKeyValue("channel", channel)
          .addKeyValue("failureCode", failure.code())
          .setCause(failure)
          .log("Record refused: {}", failure.getMessage());
      return record.nack(failure);
    }
    return record.ack();
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
