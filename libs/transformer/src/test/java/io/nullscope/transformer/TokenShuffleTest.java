package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TokenShuffleTest {

  private static final int START = 0;
  private static final TokenShuffle SHUFFLE =
      new TokenShuffle(5, "variant/token-shuffled/0/tokens");

  /** Ends of one document, a whole one, the beginning of a third. */
  private static final int[] TOKENS = {7, 8, 9, 7, START, 1, 2, 3, 4, 5, START, 6, 9, 9};

  private static final int[] DOCUMENTS = {3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5};

  private static int[] shuffled(TokenShuffle shuffle, String split, long window) {
    return shuffle.shuffled(split, window, TOKENS, DOCUMENTS, OptionalInt.of(START));
  }

  @Test
  void everyDocumentKeepsItsTokensAndItsStart() {
    for (int window = 0; window < 50; window++) {
      int[] after = shuffled(SHUFFLE, "eval", window);

      assertThat(Arrays.copyOfRange(after, 0, 4)).containsExactlyInAnyOrder(7, 8, 9, 7);
      assertThat(after[4]).isEqualTo(START);
      assertThat(Arrays.copyOfRange(after, 5, 10)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
      assertThat(after[10]).isEqualTo(START);
      assertThat(Arrays.copyOfRange(after, 11, 14)).containsExactlyInAnyOrder(6, 9, 9);
    }
  }

  @Test
  void everyOrderOfADocumentIsAsLikely() {
    Map<String, Integer> orders = new HashMap<>();
    int windows = 24_000;
    for (int window = 0; window < windows; window++) {
      int[] after = shuffled(SHUFFLE, "train", window);
      orders.merge(Arrays.toString(Arrays.copyOfRange(after, 5, 10)), 1, Integer::sum);
    }

    double expected = windows / 120.0;
    double chiSquare =
        orders.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(orders).hasSize(120);
    assertThat(chiSquare).isCloseTo(119, within(4.5 * Math.sqrt(2 * 119)));
  }

  @Test
  void theOrderIsAFunctionOfSeedStreamSplitAndWindow() {
    int[] first = shuffled(SHUFFLE, "eval", 3);

    assertThat(shuffled(SHUFFLE, "eval", 3)).containsExactly(first);
    assertThat(shuffled(SHUFFLE, "eval", 4)).isNotEqualTo(first);
    assertThat(shuffled(SHUFFLE, "interp", 3)).isNotEqualTo(first);
    assertThat(shuffled(new TokenShuffle(6, SHUFFLE.stream()), "eval", 3)).isNotEqualTo(first);
    assertThat(shuffled(new TokenShuffle(5, "another"), "eval", 3)).isNotEqualTo(first);
  }

  @Test
  void theWindowThatIsGivenStaysAsItIs() {
    int[] tokens = TOKENS.clone();

    SHUFFLE.shuffled("eval", 3, tokens, DOCUMENTS, OptionalInt.of(START));

    assertThat(tokens).containsExactly(TOKENS);
  }
}
