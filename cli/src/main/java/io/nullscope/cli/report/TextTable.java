package io.nullscope.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Rows under a header, columns as wide as their widest cell. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int leftAligned;

  /**
   * Starts a table.
   *
   * @param leftAligned how many columns, from the left, hold words; the others hold numbers
   */
  TextTable(int leftAligned, List<String> header) {
    this.leftAligned = leftAligned;
    rows.add(List.copyOf(header));
  }

  void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row has %d cells, the header %d".formatted(cells.size(), rows.get(0).size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** The rows of the table, without line ends at the last one. */
  String render() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String gap = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? "" : "  ").append(column < leftAligned ? cell + gap : gap + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }
}
