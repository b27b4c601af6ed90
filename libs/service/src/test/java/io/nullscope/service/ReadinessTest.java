package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.v1.StepFailed;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  /** As an analysis of many verdicts fills it, for minutes. */
  @Test
  void aPoolFullOfComputationsDelaysNeitherReadinessNorProgress() throws Exception {
    CountDownLatch computed = new CountDownLatch(1);
    for (int task = 0; task <= ForkJoinPool.getCommonPoolParallelism(); task++) {
      ForkJoinPool.commonPool().execute(() -> awaitQuietly(computed));
    }
    try {
      CountDownLatch sent = new CountDownLatch(1);
      MockProducer<String, byte[]> producer =
          new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized java.util.concurrent.Future<RecordMetadata> send(
                ProducerRecord<String, byte[]> record, Callback callback) {
              sent.countDown();
              return super.send(record, callback);
            }
          };

      StoreReadiness readiness = new StoreReadiness(new InMemoryObjectStore());
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
      readiness.close();
      new FactPublisher(producer, "metrics-service")
          .offer(StepFailed.getDefaultInstance(), "study-1", "a");
      assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      computed.countDown();
    }
  }

  @Test
  void aStoreThatIsAwayIsSaidWithTheReason() {
    ObjectStore away =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> {
                  throw new StoreUnavailableException("connection refused", null);
                });

    StoreReadiness readiness = new StoreReadiness(away);

    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    assertThat(readiness.call().getData().orElseThrow())
        .containsEntry("reason", "connection refused");
    readiness.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
