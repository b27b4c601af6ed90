package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.RejectedException;
import io.nullscope.metrics.application.StudyConflictException;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyProjection;
import jakarta.enterprise.context.ApplicationScoped;

/** Applies a fact to the read model, and says so when that ended the study. */
@ApplicationScoped
class FactProjection {

  private final StudyProjection projection;
  private final EndedStudies ended;

  FactProjection(StudyProjection projection, EndedStudies ended) {
    this.projection = projection;
    this.ended = ended;
  }

  void apply(StudyFact fact) {
    StudyProgress progress;
    try {
      progress = projection.apply(fact);
    } catch (StudyConflictException e) {
      throw new RejectedException("STUDY_ID_TAKEN", e.getMessage(), e);
    }
    if (progress.needsResults()) {
      ended.look();
    }
  }
}
