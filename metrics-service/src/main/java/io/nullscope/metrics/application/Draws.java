package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.RandomSource;
import io.nullscope.metrics.domain.SplitMix;
import io.nullscope.study.CellKey;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;

/**
 * The random numbers of resampling: each use has a stream of its own, which follows from the
 * study's seed and the use's name.
 */
public final class Draws {

  private Draws() {}

  /** For the intervals of a cell's metrics; names are metric ids. */
  public static RandomSource ofCell(StudySpec spec, CellKey cell) {
    return named(spec, "metrics/" + cell.id() + "/");
  }

  /** For the intervals of metrics over all hook points of a variant. */
  static RandomSource ofVariants(StudySpec spec) {
    return named(spec, "variants/");
  }

  private static RandomSource named(StudySpec spec, String prefix) {
    Seed seed = new Seed(spec.seed());
    return name -> new SplitMix(seed.stream(prefix + name).sequence().nextLong());
  }
}
