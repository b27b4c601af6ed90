package io.nullscope.metrics.application;

/** A study id is used for two different specifications. */
public class StudyConflictException extends RuntimeException {

  private final String studyId;

  public StudyConflictException(String studyId, String existingHash, String newHash) {
    super(
        "study id '%s' belongs to another study: its specification has hash %s, this one has %s; choose another id, or leave it empty to have one derived"
            .formatted(studyId, existingHash.substring(0, 12), newHash.substring(0, 12)));
    this.studyId = studyId;
  }

  public String studyId() {
    return studyId;
  }
}
