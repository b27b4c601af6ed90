package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Set;

/** Names of the scorers, as in study files, messages and metric ids. */
public final class Scorers {

  public static final String FUZZING = "fuzzing";
  public static final String DETECTION = "detection";
  public static final String EMBEDDING = "embedding";
  public static final String INTRUDER = "intruder";
  public static final String SIMULATION = "simulation";

  public static final List<String> ALL =
      List.of(FUZZING, DETECTION, EMBEDDING, INTRUDER, SIMULATION);

  /** Those whose judge gives every test window a score. */
  static final Set<String> ON_WINDOWS = Set.of(FUZZING, DETECTION, EMBEDDING);

  private Scorers() {}
}
