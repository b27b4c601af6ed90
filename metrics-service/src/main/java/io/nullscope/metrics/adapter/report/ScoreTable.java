package io.nullscope.metrics.adapter.report;

import java.util.List;

/**
 * Numbers of every variant side by side.
 *
 * @param caption what the table is about
 * @param columns headings, the variant's column left out
 */
public record ScoreTable(String caption, List<Column> columns, List<Row> rows) {

  /**
   * A heading.
   *
   * @param title more about it, for a tooltip
   */
  public record Column(String heading, String title) {}

  public record Row(VariantStyle variant, List<Cell> cells) {}

  /**
   * A number.
   *
   * @param style CSS class; "" for none
   * @param title more about it, for a tooltip
   */
  public record Cell(String value, String interval, String style, String title) {

    static final Cell NONE = new Cell(Numbers.NONE, "", "", "");

    static Cell of(String value) {
      return new Cell(value, "", "", "");
    }
  }
}
