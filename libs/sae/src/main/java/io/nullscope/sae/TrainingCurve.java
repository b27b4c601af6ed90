package io.nullscope.sae;

import java.util.ArrayList;
import java.util.List;

/**
 * The course of a training in at most about {@value #POINTS} points, whatever its length. Part of
 * its state.
 */
public final class TrainingCurve {

  private static final int POINTS = 200;
  private static final int COLUMNS = 5;

  private final long interval;
  private final List<CurvePoint> complete = new ArrayList<>();
  private long pendingSteps;
  private double pendingRate;
  private double pendingFvu;
  private double pendingL0;
  private StepResult last;

  private TrainingCurve(long interval) {
    this.interval = interval;
  }

  static TrainingCurve ofSteps(long totalSteps) {
    return new TrainingCurve(Math.max(1, (totalSteps + POINTS - 1) / POINTS));
  }

  void add(StepResult result) {
    pendingSteps++;
    pendingRate += result.learningRate();
    pendingFvu += result.fvu();
    pendingL0 += result.l0();
    last = result;
    if (pendingSteps == interval) {
      complete.add(pendingPoint());
      pendingSteps = 0;
      pendingRate = 0;
      pendingFvu = 0;
      pendingL0 = 0;
    }
  }

  /** The points so far, the last one over a shorter interval if the training is within one. */
  public List<CurvePoint> points() {
    List<CurvePoint> points = new ArrayList<>(complete);
    if (pendingSteps > 0) {
      points.add(pendingPoint());
    }
    return List.copyOf(points);
  }

  private CurvePoint pendingPoint() {
    return new CurvePoint(
        last.step() + 1,
        pendingRate / pendingSteps,
        pendingFvu / pendingSteps,
        pendingL0 / pendingSteps,
        last.deadFraction());
  }

  /**
   * Everything as numbers, exactly: one row of {@value #COLUMNS} per complete interval, then the
   * sums of the open one.
   */
  double[] toArray() {
    double[] numbers = new double[COLUMNS * (complete.size() + 1)];
    int at = 0;
    for (CurvePoint point : complete) {
      numbers[at++] = point.steps();
      numbers[at++] = point.learningRate();
      numbers[at++] = point.fvu();
      numbers[at++] = point.l0();
      numbers[at++] = point.deadFraction();
    }
    numbers[at++] = pendingSteps;
    numbers[at++] = pendingRate;
    numbers[at++] = pendingFvu;
    numbers[at++] = pendingL0;
    numbers[at] = last == null ? 0 : last.deadFraction();
    return numbers;
  }

  /** Whether {@link #toArray} can have made these numbers. */
  static boolean isComplete(double[] numbers) {
    return numbers.length >= COLUMNS && numbers.length % COLUMNS == 0;
  }

  /** The reverse of {@link #toArray}. */
  static TrainingCurve fromArray(long totalSteps, long stepsDone, double[] numbers) {
    TrainingCurve curve = ofSteps(totalSteps);
    int at = 0;
    for (; at < numbers.length - COLUMNS; at += COLUMNS) {
      curve.complete.add(
          new CurvePoint(
              (long) numbers[at],
              numbers[at + 1],
              numbers[at + 2],
              numbers[at + 3],
              numbers[at + 4]));
    }
    curve.pendingSteps = (long) numbers[at];
    curve.pendingRate = numbers[at + 1];
    curve.pendingFvu = numbers[at + 2];
    curve.pendingL0 = numbers[at + 3];
    curve.last = new StepResult(stepsDone - 1, 0, 0, 0, numbers[at + 4]);
    return curve;
  }
}
