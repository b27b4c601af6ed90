package io.nullscope.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The producer of a service. It is no outgoing channel: a channel that failed once reports the
 * process as broken for ever, here an outage of the broker is something to wait for.
 */
@ApplicationScoped
class BrokerProducer {
  private static final int MILLISECONDS_TO_ANSWER = 20_000;
  private static final int MILLISECONDS_TO_DELIVER = 30_000;
  private static final Duration TO_CLOSE = Duration.ofSeconds(1);

  /**
   * The producer.
   *
   * @param broker everything that is configured as {@code kafka.*}
   */
  @Produces
  @Singleton
  Producer<String, byte[]> producer(
      @Identifier("default-kafka-broker") Map<String, Object> broker) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MILLISECONDS_TO_ANSWER);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, MILLISECONDS_TO_DELIVER);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MILLISECONDS_TO_DELIVER);
    settings.putAll(broker);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  void close(@Disposes Producer<String, byte[]> producer) {
    producer.close(TO_CLOSE);
  }
}
