package io.nullscope.metrics.adapter.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.v1.StepProgressed;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** StepProgressed → memory. Every replica reads all of them, from now on; none is worth a retry. */
@ApplicationScoped
class StepProgressedConsumer {

  private static final Logger LOGGER = LoggerFactory.getLogger(StepProgressedConsumer.class);

  private final RunningSteps running;

  StepProgressedConsumer(RunningSteps running) {
    this.running = running;
  }

  @Incoming("step-progressed-in")
  void consume(byte[] value) {
    try {
      StepProgressed fact = StepProgressed.parseFrom(value);
      running.put(
          new RunningSteps.Key(fact.getStudyId(), fact.getAttempt(), fact.getStepId()),
          new RunningSteps.Progress(fact.getDone(), fact.getTotal(), fact.getUnit()));
    } catch (InvalidProtocolBufferException e) {
      LOGGER.debug("A record of step-progressed is malformed and was left out", e);
    }
  }
}
