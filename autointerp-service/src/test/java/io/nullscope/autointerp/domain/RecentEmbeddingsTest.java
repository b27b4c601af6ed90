package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentEmbeddingsTest {

  private final List<String> computed = new ArrayList<>();
  private final SentenceEmbeddings recent =
      new RecentEmbeddings(
          texts -> {
            computed.addAll(texts);
            return texts.stream().map(RecentEmbeddingsTest::row).toArray(float[][]::new);
          },
          3);

  private static float[] row(String text) {
    return new float[] {text.charAt(0)};
  }

  private void assertEmbeds(String... texts) {
    assertThat(recent.embed(List.of(texts)))
        .isDeepEqualTo(
            List.of(texts).stream().map(RecentEmbeddingsTest::row).toArray(float[][]::new));
  }

  @Test
  void computesATextOnceAndForgetsTheOneAskedForLongestAgo() {
    assertEmbeds("a", "b", "a", "c");
    assertThat(computed).containsExactly("a", "b", "c");
    assertEmbeds("a", "b");
    assertThat(computed).hasSize(3);
    assertEmbeds("d", "a", "b");
    assertThat(computed).containsExactly("a", "b", "c", "d");
    assertEmbeds("c");
    assertThat(computed).containsExactly("a", "b", "c", "d", "c");
  }

  @Test
  void embedsMoreTextsThanItRemembers() {
    assertEmbeds("a", "b", "c", "d", "e", "a");
    assertEmbeds("e", "d", "c");
    assertThat(computed).containsExactly("a", "b", "c", "d", "e");
  }
}
