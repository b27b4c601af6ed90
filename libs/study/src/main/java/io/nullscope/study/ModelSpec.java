package io.nullscope.study;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The model under study.
 *
 * @param source {@code file:DIR}, in Hugging Face layout, {@code hf:OWNER/NAME} or {@code demo}
 * @param revision revision of a source that has revisions
 * @param step0Source where the checkpoint before the first training step is, same forms as {@code
 *     source}
 * @param step0Revision revision of {@code source} that holds it
 */
public record ModelSpec(
    String source, String revision, Optional<String> step0Source, Optional<String> step0Revision) {
  public static final String DEFAULT_REVISION = "main";

  /** The source that names the bundled model, and the bundled corpus. */
  public static final String DEMO_SOURCE = "demo";

  /** What begins a source on the Hugging Face Hub, which has revisions. */
  public static final String HUB_SCHEME = "hf:";

  /** Revisions of the bundled model: after and before its training. */
  static final List<String> DEMO_REVISIONS = List.of(DEFAULT_REVISION, "step0");

  public ModelSpec {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(step0Source, "step0Source");
    Objects.requireNonNull(step0Revision, "step0Revision");
  }

  /**
   * True when the step-0 weights are a checkpoint; otherwise they are a fresh initialisation, drawn
   * per seed.
   */
  public boolean hasStep0Checkpoint() {
    return step0Source.isPresent() || step0Revision.isPresent();
  }
}
