package io.nullscope.variant.application;

import io.nullscope.study.ModelSpec;

/**
 * Where a checkpoint is.
 *
 * @param setting setting of the study that says so, for messages
 * @param source {@code file:DIR}, {@code hf:OWNER/NAME} or {@code demo}
 * @param revision revision of a source that has revisions; others have only "main"
 */
public record ModelLocation(String setting, String source, String revision) {

  /** The source as people write it, with its revision where that is another than the usual one. */
  public String place() {
    return revision.equals(ModelSpec.DEFAULT_REVISION) ? source : source + " at " + revision;
  }
}
