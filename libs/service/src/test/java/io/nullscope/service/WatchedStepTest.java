package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.StoppedException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchedStepTest {

  private static final StudyRun RUN = SampleStudies.run("mine");

  private final AtomicLong now = new AtomicLong(7);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean away = new AtomicBoolean();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final StopSignal stop = new StopSignal();
  private final List<Long> heard = new ArrayList<>();
  private final WatchedStep step =
      new WatchedStep(
          RUN,
          new StepRunner(
              new StoreFailures(), new RetryPolicy(1, Duration.ZERO, Duration.ZERO), stop),
          new StudyRegistry(counted()),
          (done, total, unit) -> heard.add(done),
          now::get);

  private ObjectStore counted() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              calls.incrementAndGet();
              if (away.get()) {
                throw new StoreUnavailableException("the store is away", null);
              }
              return method.invoke(objects, arguments);
            });
  }

  @Test
  void tellsHowFarTheStepIs() {
    step.at(3, 4, "tokens");

    assertThat(heard).containsExactly(3L);
  }

  @Test
  void looksForACancellationEveryTwoSeconds() {
    new StudyRegistry(objects).cancel(RUN.studyId(), RUN.attempt());
    for (int batch = 0; batch < 100; batch++) {
      assertThatCode(step::check).doesNotThrowAnyException();
    }
    assertThat(calls).hasValue(0);

    now.addAndGet(WatchedStep.PERIOD);

    for (int thread = 0; thread < 3; thread++) {
      assertThatThrownBy(step::check)
          .isInstanceOfSatisfying(
              RejectedException.class,
              cancelled -> assertThat(cancelled.code()).isEqualTo(Steps.CANCELLED));
    }
  }

  @Test
  void aStoreThatIsAwayEndsNothing() {
    away.set(true);
    now.addAndGet(WatchedStep.PERIOD);

    assertThatCode(step::check).doesNotThrowAnyException();
    assertThat(calls).hasValue(1);
  }

  @Test
  void aStopEndsTheStepAtOnce() {
    stop.stop(Duration.ZERO);

    assertThatThrownBy(step::check).isInstanceOf(StoppedException.class);
  }
}
