package io.nullscope.study;

import io.nullscope.study.SaeSchema.Draft;
import java.util.List;
import java.util.Optional;

/** Finds, for each configuration with something frozen, the one that it is a null of. */
final class SaeNullSchema {
  private final List<Draft> drafts;
  private final SpecProblems problems;

  SaeNullSchema(List<Draft> drafts, SpecProblems problems) {
    this.drafts = drafts;
    this.problems = problems;
  }

  /** The configurations; one whose counterpart is not found is reported, and not frozen. */
  List<SaeSpec> resolve() {
    return drafts.stream().map(this::withNullOf).toList();
  }

  private SaeSpec withNullOf(Draft draft) {
    SpecSection section = draft.section();
    if (draft.frozen() == Frozen.NONE) {
      if (draft.nullOf().isPresent() && problems.clean(section.path("frozen"))) {
        section.error(
            "nullOf",
            "has no meaning: nothing of this configuration is frozen",
            "remove it, or set frozen: encoder, decoder, soft-decoder or all");
      }
      return draft.spec();
    }
    Optional<String> base = draft.nullOf().isPresent() ? named(draft) : alike(draft);
    return base.map(name -> draft.spec().asNull(draft.frozen(), name)).orElse(draft.spec());
  }

  private Optional<String> named(Draft draft) {
    String name = draft.nullOf().orElseThrow();
    List<Draft> trained = drafts.stream().filter(other -> other.frozen() == Frozen.NONE).toList();
    List<String> choices = trained.stream().map(other -> other.spec().name()).toList();
    if (choices.contains(name)) {
      trained.stream()
          .filter(other -> other.spec().name().equals(name))
          .filter(other -> !other.spec().sameShape(draft.spec()))
          .forEach(
              other ->
                  problems.warn(
                      draft.section().path("nullOf"),
                      "'"
                          + name
                          + "' differs in architecture or size, so a difference between the two does not come of freezing alone"));
      return Optional.of(name);
    }
    boolean isNull = drafts.stream().anyMatch(other -> other.spec().name().equals(name));
    draft
        .section()
        .error(
            "nullOf",
            isNull ? "'" + name + "' is a null itself" : "there is no configuration '" + name + "'",
            choices.isEmpty()
                ? "add a configuration in which nothing is frozen"
                : SpecKeys.suggest(name, choices));
    return Optional.empty();
  }

  private Optional<String> alike(Draft draft) {
    Optional<String> base =
        drafts.stream()
            .filter(other -> other.frozen() == Frozen.NONE)
            .filter(other -> other.spec().sameShape(draft.spec()))
            .map(other -> other.spec().name())
            .findFirst();
    if (base.isEmpty() && problems.clean(draft.section().path())) {
      draft
          .section()
          .error(
              "frozen",
              "there is no configuration of the same architecture and size that is trained, to compare this null with",
              "add one to the list sae, with the same settings and nothing frozen; or name one with nullOf");
    }
    return base;
  }
}
