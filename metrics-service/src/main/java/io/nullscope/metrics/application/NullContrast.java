package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Scope;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.NullDesign;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trained and one null: which cells are compared. Only SAE seeds that both arms have count, so that
 * what the seeds have in common cancels.
 *
 * @param sae the SAE configuration; where two are compared, the trained one
 * @param variant the null; where SAE configurations are compared, trained
 * @param nullSae the null, where SAE configurations are compared
 * @param fixed whether the null is one model (a given step-0 checkpoint, the trained one with other
 *     SAEs) and not a draw among others
 * @param draws seeds of the null's draws
 * @param seeds SAE seeds
 */
record NullContrast(
    String sae,
    VariantKind variant,
    Optional<String> nullSae,
    boolean fixed,
    List<Long> draws,
    List<Long> seeds) {

  /** Variants within each SAE configuration, then SAE configurations on the trained variant. */
  static List<NullContrast> of(StudySpec spec) {
    List<NullContrast> contrasts = new ArrayList<>();
    if (!spec.variants().contains(VariantKind.TRAINED)) {
      return contrasts;
    }
    for (SaeSpec sae : spec.saes()) {
      for (VariantKind kind : spec.variants()) {
        if (!kind.equals(VariantKind.TRAINED)) {
          contrasts.add(ofVariant(spec, sae, kind));
        }
      }
    }
    for (SaeSpec sae : spec.saes()) {
      sae.nullOf().ifPresent(of -> contrasts.add(ofSae(spec.sae(of), sae)));
    }
    return contrasts;
  }

  private static NullContrast ofVariant(StudySpec spec, SaeSpec sae, VariantKind kind) {
    List<Long> draws =
        spec.variantKeys().stream()
            .filter(variant -> variant.kind().equals(kind))
            .map(VariantKey::seed)
            .toList();
    return new NullContrast(
        sae.name(), kind, Optional.empty(), !spec.drawn(kind), draws, sae.seeds());
  }

  private static NullContrast ofSae(SaeSpec trained, SaeSpec frozen) {
    List<Long> seeds = trained.seeds().stream().filter(frozen.seeds()::contains).toList();
    return new NullContrast(
        trained.name(), VariantKind.TRAINED, Optional.of(frozen.name()), true, List.of(0L), seeds);
  }

  CellKey trained(HookPoint point, long seed) {
    return new CellKey(new VariantKey(VariantKind.TRAINED, 0), point, sae, seed);
  }

  CellKey drawn(HookPoint point, long draw, long seed) {
    return new CellKey(new VariantKey(variant, draw), point, nullSae.orElse(sae), seed);
  }

  /** Every cell of both arms at a hook point. */
  List<CellKey> cells(HookPoint point) {
    List<CellKey> cells = new ArrayList<>();
    seeds.forEach(seed -> cells.add(trained(point, seed)));
    for (long draw : draws) {
      seeds.forEach(seed -> cells.add(drawn(point, draw, seed)));
    }
    return cells;
  }

  /** Over what a verdict can generalise. */
  Scope scope() {
    if (!new NullDesign(name(), fixed, draws.size(), seeds.size()).replicated()) {
      return Scope.NONE;
    }
    return fixed ? Scope.MODELS : Scope.DRAWS;
  }

  /** The null, as messages call it. */
  String name() {
    return nullSae.orElse(variant.id());
  }
}
