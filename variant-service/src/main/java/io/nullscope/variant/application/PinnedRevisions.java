package io.nullscope.variant.application;

import io.nullscope.artifacts.ObjectStore;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Branches move; a study does not. The commit of each revision that a study names is found out once
 * and written under the study, so that all its variants, a retry and a run next month read the same
 * weights.
 */
public final class PinnedRevisions {

  private final ObjectStore objects;
  private final RevisionSource revisions;

  public PinnedRevisions(ObjectStore objects, RevisionSource revisions) {
    this.objects = objects;
    this.revisions = revisions;
  }

  /**
   * The specification with commits in the place of branches and tags. Used for reading the model
   * only: facts carry the specification as the user wrote it.
   */
  public StudySpec pin(String studyId, StudySpec spec) {
    ModelSpec model = spec.model();
    String revision =
        commit(studyId, new ModelLocation("model.source", model.source(), model.revision()))
            .orElse(model.revision());
    Optional<String> step0Revision =
        model
            .step0Revision()
            .map(
                name ->
                    commit(studyId, new ModelLocation("model.step0Revision", model.source(), name))
                        .orElse(name));
    return spec.withModel(
        new ModelSpec(model.source(), revision, model.step0Source(), step0Revision));
  }

  /** The commit for one location: the one that is written, or the one that is found out now. */
  private Optional<String> commit(String studyId, ModelLocation location) {
    String key = "studies/" + studyId + "/revisions/" + location.setting();
    if (objects.stat(key).isPresent()) {
      return Optional.of(read(key));
    }
    Optional<String> commit = revisions.commit(location);
    if (commit.isEmpty()) {
      return commit;
    }
    boolean first = objects.putIfAbsent(key, commit.get().getBytes(StandardCharsets.US_ASCII));
    return first ? commit : Optional.of(read(key));
  }

  private String read(String key) {
    try (InputStream in = objects.get(key)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + key, e);
    }
  }
}
