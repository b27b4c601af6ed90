package io.nullscope.pretraining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The course of a training: the loss of every step, held-out losses, and the time it took. */
final class TrainingHistory {

  private final List<Float> losses = new ArrayList<>();
  private final List<HeldOutPoint> heldOut = new ArrayList<>();
  private double seconds;

  TrainingHistory() {}

  TrainingHistory(List<Float> losses, List<HeldOutPoint> heldOut, double seconds) {
    this.losses.addAll(losses);
    this.heldOut.addAll(heldOut);
    this.seconds = seconds;
  }

  void add(StepResult result) {
    losses.add((float) result.loss());
  }

  void add(HeldOutPoint point) {
    heldOut.add(point);
  }

  void spend(double more) {
    seconds += more;
  }

  /** Mean loss of each step, nats. */
  List<Float> losses() {
    return Collections.unmodifiableList(losses);
  }

  List<HeldOutPoint> heldOut() {
    return Collections.unmodifiableList(heldOut);
  }

  /** Wall time of all steps and held-out losses, over all runs. */
  double seconds() {
    return seconds;
  }

  /** Mean loss of the last steps, at most {@code count}. */
  double recentLoss(int count) {
    return losses.subList(Math.max(0, losses.size() - count), losses.size()).stream()
        .mapToDouble(Float::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
