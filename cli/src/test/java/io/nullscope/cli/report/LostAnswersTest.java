package io.nullscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.v1.Cell;
import io.nullscope.v1.CellCounts;
import io.nullscope.v1.LanguageModelUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LostAnswersTest {

  private static Cell cell(long requests, Map<String, Long> failures) {
    return Cell.newBuilder()
        .setCounts(
            CellCounts.newBuilder()
                .setUsage(
                    LanguageModelUsage.newBuilder().setRequests(requests).putAllFailures(failures)))
        .build();
  }

  @Test
  void saysShareAndReasonsOverAllCells() {
    assertThat(
            LostAnswers.render(
                List.of(
                    cell(1000, Map.of("rate-limited", 20L)),
                    cell(600, Map.of("rate-limited", 10L, "refused", 2L)))))
        .startsWith(
            "32 of 1,600 requests to language models (2.0 %) got no answer of use: 30 rate-limited,"
                + " 2 refused.");
  }

  @Test
  void saysNothingWhereNothingIsMissing() {
    assertThat(LostAnswers.render(List.of(cell(10, Map.of()), Cell.getDefaultInstance())))
        .isEmpty();
  }
}
