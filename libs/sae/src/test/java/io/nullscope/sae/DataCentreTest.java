package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataCentreTest {

  @Test
  void theMeanAndTheScaleAreThoseOfTheFirstRows() {
    ShardSequence shards =
        ShardSequence.of(
            List.of(
                ActivationShard.of(new float[] {0, 0, 2, 0}, 2),
                ActivationShard.of(new float[] {1, 3, 100, 100}, 2)));

    DataCentre centre = DataCentre.mean(shards, 3);

    assertThat(centre.point()).containsExactly(1, 1);
    assertThat(centre.scale()).isCloseTo(Math.sqrt((2 + 2 + 4) / 3.0), within(1e-12));
  }

  @Test
  void theMedianOfARightTriangleIsItsFermatPoint() {
    // For (0,0), (1,0), (0,1) the point lies on the diagonal at (3 - sqrt 3) / 6.
    DataCentre centre = median(0, 0, 1, 0, 0, 1);
    float expected = (float) ((3 - Math.sqrt(3)) / 6);
    assertThat(centre.point()[0]).isCloseTo(expected, within(1e-4f));
    assertThat(centre.point()[1]).isCloseTo(expected, within(1e-4f));
  }

  @Test
  void oneFarRowHardlyMovesTheMedian() {
    float[] point = median(1, 0, -1, 0, 0, 1, 0, -1, 1e4f, 1e4f).point();
    assertThat(Math.hypot(point[0], point[1])).isLessThan(1);
  }

  @Test
  void theSumOfDistancesIsLeastThere() {
    float[] rows = Samples.gaussian(3, 40 * 2);
    float[] point = median(rows).point();
    double least = distances(rows, point[0], point[1]);
    for (double angle = 0; angle < 6.28; angle += 0.5) {
      double x = point[0] + 0.01 * Math.cos(angle);
      double y = point[1] + 0.01 * Math.sin(angle);
      assertThat(distances(rows, x, y)).isGreaterThan(least);
    }
  }

  @Test
  void aMeanThatIsARowIsLeftUnlessItIsTheMedian() {
    // Four of five rows far to one side, the mean exactly on the fifth, which is not the median.
    float[] rows = {0, 0, 3, 0, 3, 0, 3, 0, -9, 0};
    assertThat(median(rows).point()[0]).isCloseTo(3, within(1e-2f));
    assertThat(median(2, 5, 2, 5, 2, 5).point()).containsExactly(2, 5);
  }

  @Test
  void refusesToTakeTheCentreOfNothing() {
    ShardSequence none = ShardSequence.of(List.of(ActivationShard.of(new float[0], 2)));
    assertThatThrownBy(() -> DataCentre.mean(none, 10)).hasMessageContaining("no activation rows");
  }

  private static DataCentre median(float... rows) {
    return DataCentre.geometricMedian(ShardSequence.of(List.of(ActivationShard.of(rows, 2))), 1000);
  }

  private static double distances(float[] rows, double x, double y) {
    double sum = 0;
    for (int i = 0; i < rows.length; i += 2) {
      sum += Math.hypot(rows[i] - x, rows[i + 1] - y);
    }
    return sum;
  }
}
