package io.nullscope.variant.domain;

/**
 * One of the matrices that a row-major tensor [rows, columns] holds: some of its rows, or some of
 * its columns.
 */
public final class MatrixSelection {

  private final int columns;
  private final Axis axis;
  private final int[] indices;
  private final int selectedRows;
  private final int selectedColumns;

  private MatrixSelection(Layout layout, Axis axis, int[] indices) {
    this.columns = layout.columns();
    this.axis = axis;
    this.indices = indices;
    this.selectedRows = axis == Axis.ROWS ? indices.length : layout.rows();
    this.selectedColumns = axis == Axis.COLUMNS ? indices.length : layout.columns();
  }

  /** How many matrices a tensor holds. */
  public static int count(Layout layout) {
    return layout.heads().map(AttentionHeads::matrices).orElse(1);
  }

  /**
   * One of them.
   *
   * @param matrix from 0 to {@link #count} − 1
   */
  public static MatrixSelection of(Layout layout, int matrix) {
    AttentionHeads heads = layout.heads().orElse(AttentionHeads.unfused(Axis.ROWS, 1));
    int size = heads.axis() == Axis.ROWS ? layout.rows() : layout.columns();
    return new MatrixSelection(layout, heads.axis(), heads.of(matrix, size));
  }

  public int rows() {
    return selectedRows;
  }

  public int columns() {
    return selectedColumns;
  }

  /**
   * Copies the matrix out of the tensor.
   *
   * @param tensor all entries
   * @return [rows(), columns()]
   */
  public float[] gather(float[] tensor) {
    float[] matrix = new float[Math.multiplyExact(selectedRows, selectedColumns)];
    for (int row = 0; row < selectedRows; row++) {
      copyRow(row, tensor, matrix, true);
    }
    return matrix;
  }

  /** Copies a matrix [rows(), columns()] into its place in the tensor. */
  public void scatter(float[] matrix, float[] tensor) {
    for (int row = 0; row < selectedRows; row++) {
      copyRow(row, tensor, matrix, false);
    }
  }

  private void copyRow(int row, float[] tensor, float[] matrix, boolean out) {
    int at = row * selectedColumns;
    if (axis == Axis.ROWS) {
      int from = indices[row] * columns;
      if (out) {
        System.arraycopy(tensor, from, matrix, at, columns);
      } else {
        System.arraycopy(matrix, at, tensor, from, columns);
      }
      return;
    }
    for (int i = 0; i < indices.length; i++) {
      int in = row * columns + indices[i];
      if (out) {
        matrix[at + i] = tensor[in];
      } else {
        tensor[in] = matrix[at + i];
      }
    }
  }
}
