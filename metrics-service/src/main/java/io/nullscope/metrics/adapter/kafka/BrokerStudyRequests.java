package io.nullscope.metrics.adapter.kafka;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyRequests;
import io.nullscope.service.FactPublisher;
import io.nullscope.service.StudyRun;
import io.nullscope.service.WireStudies;
import io.nullscope.v1.StudyRequested;
import jakarta.enterprise.context.ApplicationScoped;

/** Publishes StudyRequested. */
@ApplicationScoped
class BrokerStudyRequests implements StudyRequests {

  private final FactPublisher facts;

  BrokerStudyRequests(FactPublisher facts) {
    this.facts = facts;
  }

  @Override
  public void publish(StudyAttempt study) {
    StudyRun run = new StudyRun(study.studyId(), study.attempt(), study.spec());
    facts.publish(
        StudyRequested.newBuilder().setStudy(WireStudies.toWire(run)).build(),
        study.studyId(),
        "study");
  }
}
