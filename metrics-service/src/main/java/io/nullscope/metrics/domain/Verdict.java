package io.nullscope.metrics.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a metric tells trained from a null.
 *
 * @param reason why nothing was compared, or what a reader must know of it; else ""
 */
public record Verdict(Subject subject, Evidence evidence, Conclusion conclusion, String reason) {

  public Verdict {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(conclusion, "conclusion");
    Objects.requireNonNull(reason, "reason");
  }

  public String metric() {
    return subject.metric();
  }

  public String sae() {
    return subject.sae();
  }

  public String variant() {
    return subject.variant();
  }

  public Optional<String> nullSae() {
    return subject.nullSae();
  }

  public String hookPoint() {
    return subject.hookPoint();
  }

  public double effect() {
    return evidence.effect();
  }

  /** Whether there was anything to compare. */
  public boolean defined() {
    return !Double.isNaN(evidence.effect());
  }

  /** Which of the two has the higher value, where they are said to differ. */
  public EffectDirection direction() {
    if (!conclusion.differs()) {
      return EffectDirection.NONE;
    }
    return effect() > 0 ? EffectDirection.TRAINED_HIGHER : EffectDirection.NULL_HIGHER;
  }

  public Reading reading() {
    return conclusion.reading();
  }

  /** What is said of it, for people; the same wherever it is said. */
  public String sentence() {
    return VerdictSentence.of(this);
  }

  /** The same with another conclusion. */
  public Verdict with(Conclusion other, String because) {
    return new Verdict(subject, evidence, other, because);
  }
}
