package io.nullscope.cli.report;

import io.nullscope.cli.progress.WrappedText;
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

  /**
   * The table as wide as it is, or, where that is wider than the terminal, each row as a paragraph:
   * its first cell, and a line for each other one with the name of its column.
   *
   * @param columns width of the terminal; 0 when there is none
   */
  String render(int columns) {
    String table = render();
    return columns <= 0 || table.lines().allMatch(line -> line.length() <= columns)
        ? table
        : WrappedText.of(paragraphs(), columns);
  }

  private String paragraphs() {
    List<String> header = rows.get(0);
    int width = header.stream().skip(1).mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      lines.add(row.get(0));
      for (int column = 1; column < row.size(); column++) {
        String name = header.get(column);
        lines.add("  " + name + " ".repeat(width - name.length()) + "  " + row.get(column).strip());
      }
    }
    return String.join("\n", lines);
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
