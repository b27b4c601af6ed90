package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.TrustCard;
import io.nullscope.metrics.application.TrustCard.Answer;
import io.nullscope.metrics.application.TrustCard.Question;
import java.util.Arrays;
import java.util.List;

/**
 * Which scores can be trusted on this model: a row for each score, a column for each question.
 *
 * @param questions headings of the columns
 */
public record TrustView(List<String> questions, List<Row> rows) {

  /**
   * One score.
   *
   * @param conclusion what to make of a high value
   */
  public record Row(String label, String id, String conclusion, List<Cell> cells) {}

  /**
   * One answer.
   *
   * @param style CSS class
   * @param word with a sign before it, for those who do not see the colour
   * @param detail the reason
   */
  public record Cell(String style, String word, String question, String detail) {}

  static TrustView of(List<TrustCard> cards, String sae) {
    return new TrustView(
        Arrays.stream(Question.values()).map(Question::label).toList(),
        cards.stream().filter(card -> card.sae().equals(sae)).map(TrustView::row).toList());
  }

  private static Row row(TrustCard card) {
    return new Row(
        card.metric().definition().label(),
        card.metric().id(),
        card.conclusion(),
        Arrays.stream(Question.values())
            .map(question -> cell(question, card.answer(question)))
            .toList());
  }

  private static Cell cell(Question question, Answer answer) {
    return switch (answer.says()) {
      case YES -> new Cell("yes", "✓ yes", question.label(), answer.detail());
      case NO -> new Cell("no", "✗ no", question.label(), answer.detail());
      case OPEN -> new Cell("open", "? open", question.label(), answer.detail());
      case NOT_ASKED -> new Cell("none", "– not asked", question.label(), answer.detail());
    };
  }
}
