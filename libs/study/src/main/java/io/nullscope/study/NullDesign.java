package io.nullscope.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often a null is made, which decides whether a verdict about it can speak of others.
 *
 * @param name id of the variant, or name of the SAE configuration
 * @param fixed whether it is one model (a given step-0 checkpoint; the trained one with other
 *     SAEs), not one draw among others
 * @param draws 1 where it is fixed
 * @param saeSeeds SAE seeds that trained and the null have in common
 */
public record NullDesign(String name, boolean fixed, int draws, int saeSeeds) {

  /** With fewer draws nothing is said of a random null. */
  public static final int FEWEST_DRAWS = 2;

  /** With fewer SAE seeds nothing is said of a fixed null. */
  public static final int FEWEST_SAE_SEEDS = 3;

  /** Those of a study that are compared with trained, each under each SAE configuration. */
  public static List<NullDesign> of(StudySpec spec) {
    List<NullDesign> designs = new ArrayList<>();
    if (!spec.variants().contains(VariantKind.TRAINED)) {
      return designs;
    }
    for (SaeSpec sae : spec.saes()) {
      for (VariantKind kind : spec.variants()) {
        if (!kind.equals(VariantKind.TRAINED)) {
          boolean drawn = spec.drawn(kind);
          int draws = drawn ? spec.variantSeeds().size() : 1;
          designs.add(new NullDesign(kind.id(), !drawn, draws, sae.seeds().size()));
        }
      }
    }
    for (SaeSpec sae : spec.saes()) {
      sae.nullOf()
          .map(trained -> spec.sae(trained).seeds().stream().filter(sae.seeds()::contains))
          .ifPresent(
              common -> designs.add(new NullDesign(sae.name(), true, 1, (int) common.count())));
    }
    return designs;
  }

  /** Whether a verdict about it says anything of other draws, or of other SAEs. */
  public boolean replicated() {
    return fixed ? saeSeeds >= FEWEST_SAE_SEEDS : draws >= FEWEST_DRAWS;
  }

  /** For people: the nulls of a study whose verdicts will be UNREPLICATED, and what to set. */
  public static List<String> notes(StudySpec spec) {
    List<NullDesign> alone =
        of(spec).stream().filter(design -> !design.replicated()).distinct().toList();
    List<String> notes = new ArrayList<>();
    names(alone, false)
        .ifPresent(
            names ->
                notes.add(
                    "%s: one draw, so verdicts will be UNREPLICATED; set variantSeeds: %s, as is the default."
                        .formatted(names, StudySpec.FIVE_DRAWS)));
    names(alone, true)
        .ifPresent(
            names ->
                notes.add(
                    "%s: one fixed model, compared over the SAE seeds that both arms have; with fewer than %d of them verdicts will be UNREPLICATED. Set sae.seeds: [0, 1, 2], which trains as many SAEs for every variant."
                        .formatted(names, FEWEST_SAE_SEEDS)));
    return notes;
  }

  private static Optional<String> names(List<NullDesign> alone, boolean fixed) {
    List<String> names =
        alone.stream().filter(d -> d.fixed() == fixed).map(NullDesign::name).distinct().toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }
}
