package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.RejectedException;
import io.nullscope.metrics.application.StudyCompletion;
import io.nullscope.metrics.application.StudyConflictException;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyProjection;
import io.nullscope.service.FactPublisher;
import io.nullscope.v1.StudyCompleted;
import jakarta.enterprise.context.ApplicationScoped;

/** Applies a fact to the read model, and ends the study when that was its last step. */
@ApplicationScoped
class FactProjection {

  private final StudyProjection projection;
  private final StudyCompletion completion;
  private final FactPublisher facts;

  FactProjection(StudyProjection projection, StudyCompletion completion, FactPublisher facts) {
    this.projection = projection;
    this.completion = completion;
    this.facts = facts;
  }

  void apply(StudyFact fact) {
    StudyProgress progress;
    try {
      progress = projection.apply(fact);
    } catch (StudyConflictException e) {
      throw new RejectedException("STUDY_ID_TAKEN", e.getMessage(), e);
    }
    // Told again whenever a fact comes again: the process may have died between the results and
    // their announcement.
    if (progress.stepsEnded() && !progress.study().state().abandoned()) {
      publish(completion.complete(fact.studyId()));
    }
  }

  private void publish(StudyProgress ended) {
    facts.publish(
        StudyCompleted.newBuilder()
            .setStudyId(ended.study().studyId())
            .setAttempt(ended.study().attempt())
            .setState(ended.study().state().name())
            .setResultsId(ended.study().resultsId().orElse(""))
            .build(),
        ended.study().studyId(),
        "study");
  }
}
