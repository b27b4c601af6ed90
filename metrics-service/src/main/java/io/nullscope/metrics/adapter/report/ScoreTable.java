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
   * @param metric id of the metric below it; "" where that is none
   */
  public record Column(String heading, String metric) {}

  public record Row(VariantStyle variant, List<Cell> cells) {}

  /**
   * A number.
   *
   * @param style CSS class; "" for none
   * @param basis what it was computed from, or how its check came out; "" for nothing to say
   */
  public record Cell(String value, String interval, String style, String basis) {

    static final Cell NONE = new Cell(Numbers.NONE, "", "", "");

    static Cell of(String value) {
      return new Cell(value, "", "", "");
    }
  }
}
