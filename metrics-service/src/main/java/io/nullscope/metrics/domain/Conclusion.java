package io.nullscope.metrics.domain;

import io.nullscope.verdicts.Decision;
import java.util.Locale;

/** What can be said about a metric and a null. */
public enum Conclusion {
  /** Trained differs, in the direction that learning would give. */
  TRAINED_BETTER,
  /** Trained differs, in the opposite direction. */
  NULL_BETTER,
  /** Trained differs and is above; the metric has no better side. */
  TRAINED_HIGHER,
  /** Trained differs and is below; the metric has no better side. */
  NULL_HIGHER,
  /** Any difference is smaller than the margin. */
  EQUIVALENT,
  /** Neither is shown: more draws, latents or documents may decide. */
  INCONCLUSIVE,
  /** One draw, or too few SAE seeds of a fixed null: nothing can be said of others. */
  UNREPLICATED,
  /** The numbers cannot be compared; nothing was tested. */
  NOT_COMPARABLE,
  /** An interval without a claim: a secondary metric, or a hook point whose mean is no finding. */
  NOT_TESTED;

  /** The conclusion for a metric with this direction. */
  public static Conclusion of(Decision decision, Learned learned) {
    return switch (decision) {
      case EQUIVALENT -> EQUIVALENT;
      case OPEN -> INCONCLUSIVE;
      case TRAINED_HIGHER ->
          switch (learned) {
            case HIGHER -> TRAINED_BETTER;
            case LOWER -> NULL_BETTER;
            case NONE -> TRAINED_HIGHER;
          };
      case NULL_HIGHER ->
          switch (learned) {
            case HIGHER -> NULL_BETTER;
            case LOWER -> TRAINED_BETTER;
            case NONE -> NULL_HIGHER;
          };
    };
  }

  /** Whether trained and null are said to differ. */
  public boolean differs() {
    return switch (this) {
      case TRAINED_BETTER, NULL_BETTER, TRAINED_HIGHER, NULL_HIGHER -> true;
      case EQUIVALENT, INCONCLUSIVE, UNREPLICATED, NOT_COMPARABLE, NOT_TESTED -> false;
    };
  }

  /** What the difference says of what was learned. */
  public Reading reading() {
    return switch (this) {
      case TRAINED_BETTER -> Reading.LEARNED;
      case NULL_BETTER -> Reading.AGAINST;
      default -> Reading.NONE;
    };
  }

  /** The word for people, e.g. "trained better". */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
