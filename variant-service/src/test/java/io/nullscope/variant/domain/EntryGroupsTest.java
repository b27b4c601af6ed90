package io.nullscope.variant.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of a matrix: every entry in one group, and moments of each against a naive count. */
class EntryGroupsTest {

  private static final int ROWS = 6;
  private static final int COLUMNS = 8;

  @ParameterizedTest
  @CsvSource({"ROWS, 6, 1", "ROWS, 2, 3", "ROWS, 1, 6", "COLUMNS, 4, 2", "COLUMNS, 1, 8"})
  void everyEntryIsInTheGroupOfItsRowOrColumn(Axis axis, int size, int count) {
    EntryGroups groups = new EntryGroups(ROWS, COLUMNS, axis, size);
    int[] actual = new int[ROWS * COLUMNS];
    Arrays.fill(actual, -1);

    // In ranges that cut through the groups.
    for (int from = 0; from < actual.length; from += 5) {
      groups.forEachRun(
          from,
          Math.min(from + 5, actual.length),
          (group, offset, length) -> {
            for (int i = (int) offset; i < offset + length; i++) {
              assertThat(actual[i]).isEqualTo(-1);
              actual[i] = group;
            }
          });
    }

    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        assertThat(actual[row * COLUMNS + column])
            .isEqualTo((axis == Axis.ROWS ? row : column) / size);
      }
    }
    assertThat(groups.count()).isEqualTo(count);
    assertThat(groups.entries()).isEqualTo(ROWS * COLUMNS / count);
  }

  @ParameterizedTest
  @CsvSource({"ROWS, 2, true", "ROWS, 1, false", "COLUMNS, 4, true", "COLUMNS, 1, false"})
  void momentsAreThoseOfEachGroupAlone(Axis axis, int size, boolean unbiased) {
    EntryGroups groups = new EntryGroups(ROWS, COLUMNS, axis, size);
    Random random = new Random(7);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (i + 10 * random.nextGaussian());
    }

    Moments[] moments = Moments.of(chunks(values, 5), groups, unbiased);

    for (int group = 0; group < groups.count(); group++) {
      double sum = 0;
      double squares = 0;
      long n = groups.entries();
      for (int i = 0; i < values.length; i++) {
        boolean inside = (axis == Axis.ROWS ? i / COLUMNS : i % COLUMNS) / size == group;
        sum += inside ? values[i] : 0;
        squares += inside ? (double) values[i] * values[i] : 0;
      }
      double variance = (squares - sum * sum / n) / (unbiased ? n - 1 : n);
      assertThat(moments[group].mean()).isCloseTo(sum / n, within(1e-12));
      assertThat(moments[group].standardDeviation()).isCloseTo(Math.sqrt(variance), within(1e-10));
    }
  }

  /** To the last bit: the order of the additions is that of the entries. */
  @ParameterizedTest
  @CsvSource({"ROWS, 6", "ROWS, 2", "COLUMNS, 4", "COLUMNS, 1"})
  void momentsDoNotDependOnTheChunks(Axis axis, int size) {
    EntryGroups groups = new EntryGroups(ROWS, COLUMNS, axis, size);
    Random random = new Random(8);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Moments[] whole = Moments.of(chunks(values, values.length), groups, true);

    for (int chunk : new int[] {1, 3, 8, 11}) {
      assertThat(Moments.of(chunks(values, chunk), groups, true)).containsExactly(whole);
    }
  }

  private static Entries chunks(float[] values, int size) {
    return visitor -> {
      for (int from = 0; from < values.length; from += size) {
        visitor.accept(
            from, Arrays.copyOfRange(values, from, Math.min(from + size, values.length)));
      }
    };
  }

  @Test
  void blocksThatDoNotDivideTheAxisAreRefused() {
    assertThatThrownBy(() -> new EntryGroups(ROWS, COLUMNS, Axis.ROWS, 4))
        .hasMessageContaining("blocks of 4 do not divide 6 ROWS");
  }

  /** [2 heads, 3 matrices, 2 rows, 3 columns], as GPT-NeoX fuses query, key and value. */
  @Test
  void aMatrixOfAnInterleavedTensorIsGatheredAndScatteredByRows() {
    Layout layout =
        new Layout(12, 3, Axis.ROWS, Optional.of(new AttentionHeads(Axis.ROWS, 2, 3, 2)));
    float[] tensor = counting(36);

    MatrixSelection keys = MatrixSelection.of(layout, 1);

    assertThat(MatrixSelection.count(layout)).isEqualTo(3);
    assertThat(keys.rows()).isEqualTo(4);
    assertThat(keys.columns()).isEqualTo(3);
    assertThat(keys.gather(tensor)).containsExactly(6, 7, 8, 9, 10, 11, 24, 25, 26, 27, 28, 29);
    assertScatters(layout, tensor);
  }

  /** Query, key and value side by side in the columns of a matrix that is stored as [in, out]. */
  @Test
  void aMatrixOfATensorOfColumnsIsGatheredAndScatteredByColumns() {
    Layout layout =
        new Layout(2, 12, Axis.COLUMNS, Optional.of(new AttentionHeads(Axis.COLUMNS, 2, 3, 4)));
    float[] tensor = counting(24);

    assertThat(MatrixSelection.of(layout, 2).gather(tensor))
        .containsExactly(8, 9, 10, 11, 20, 21, 22, 23);
    assertScatters(layout, tensor);
  }

  @Test
  void aTensorWithoutHeadsIsOneMatrix() {
    Layout layout = new Layout(4, 3, Axis.ROWS, Optional.empty());
    float[] tensor = counting(12);

    assertThat(MatrixSelection.count(layout)).isEqualTo(1);
    assertThat(MatrixSelection.of(layout, 0).gather(tensor)).containsExactly(tensor);
  }

  private static void assertScatters(Layout layout, float[] tensor) {
    float[] copy = new float[tensor.length];
    for (int i = 0; i < MatrixSelection.count(layout); i++) {
      MatrixSelection selection = MatrixSelection.of(layout, i);
      selection.scatter(selection.gather(tensor), copy);
    }
    assertThat(copy).containsExactly(tensor);
  }

  private static float[] counting(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }
}
