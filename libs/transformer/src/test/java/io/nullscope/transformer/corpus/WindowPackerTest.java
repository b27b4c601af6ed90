package io.nullscope.transformer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowPackerTest {

  private static final int BOS = 9;

  /** Each character is a token of its own. */
  private static final Function<String, int[]> LETTERS =
      text -> text.chars().map(c -> c - 'a' + 10).toArray();

  private record Window(Split split, List<Integer> tokens, List<Integer> documents) {}

  @Test
  void joinsDocumentsAndDropsTheRestAtTheEndOfASplit() {
    List<Window> windows = new ArrayList<>();

    PackedCorpus packed =
        pack(new TokenBudgets(4, 8, 4, 5), windows, "ab", "cdefghi", "jk", "l", "mnop", "never");

    assertThat(windows)
        .containsExactly(
            new Window(Split.TRAIN, List.of(9, 10, 11, 9), List.of(0, 0, 0, 1)),
            // "ghi" is dropped: eval begins with the next document.
            new Window(Split.TRAIN, List.of(12, 13, 14, 15), List.of(1, 1, 1, 1)),
            new Window(Split.EVAL, List.of(9, 19, 20, 9), List.of(2, 2, 2, 3)),
            new Window(Split.INTERP, List.of(9, 22, 23, 24), List.of(4, 4, 4, 4)));
    assertThat(packed).isEqualTo(new PackedCorpus(5, 3 + 8 + 3 + 2 + 5, 3 + 1 + 1));
  }

  @Test
  void aDocumentMayEndExactlyWithASplit() {
    List<Window> windows = new ArrayList<>();
    pack(new TokenBudgets(2, 2, 2, 2), windows, "a", "b", "c");
    assertThat(windows)
        .containsExactly(
            new Window(Split.TRAIN, List.of(9, 10), List.of(0, 0)),
            new Window(Split.EVAL, List.of(9, 11), List.of(1, 1)),
            new Window(Split.INTERP, List.of(9, 12), List.of(2, 2)));
  }

  @Test
  void aDocumentMayFillManyWindows() {
    List<Window> windows = new ArrayList<>();
    pack(new TokenBudgets(3, 9, 3, 3), windows, "abcdefghijk", "abc", "abc");
    assertThat(windows)
        .extracting(Window::split)
        .containsExactly(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.EVAL, Split.INTERP);
    assertThat(windows.get(2).tokens()).containsExactly(15, 16, 17);
  }

  @Test
  void budgetsAreRoundedDownToWholeWindows() {
    TokenBudgets budgets = new TokenBudgets(128, 300_000, 40_000, 128);
    assertThat(budgets.windows(Split.TRAIN)).isEqualTo(2343);
    assertThat(budgets.tokens(Split.TRAIN)).isEqualTo(299_904);
    assertThat(budgets.windows(Split.EVAL)).isEqualTo(312);
    assertThat(budgets.tokens(Split.INTERP)).isEqualTo(128);
  }

  @Test
  void noDocumentIsInTwoSplitsAndEveryTokenIsItsDocuments() {
    Random random = new Random(2);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      texts.add("x".repeat(random.nextInt(40)));
    }
    TokenBudgets budgets = new TokenBudgets(16, 3000, 500, 1000);
    Map<Split, Set<Integer>> documents = new EnumMap<>(Split.class);
    Map<Split, Integer> windows = new EnumMap<>(Split.class);
    new WindowPacker(budgets, OptionalInt.of(BOS))
        .pack(
            "corpus",
            documents(texts.toArray(String[]::new)),
            // Tokens tell which text they are from.
            text -> IntStream.generate(() -> 100 + text.length()).limit(text.length()).toArray(),
            (split, tokens, ids) -> {
              windows.merge(split, 1, Integer::sum);
              for (int i = 0; i < tokens.length; i++) {
                documents.computeIfAbsent(split, key -> new HashSet<>()).add(ids[i]);
                boolean fits = tokens[i] == BOS || tokens[i] == 100 + texts.get(ids[i]).length();
                assertThat(fits).isTrue();
              }
            });
    assertThat(windows)
        .containsEntry(Split.TRAIN, 187)
        .containsEntry(Split.EVAL, 31)
        .containsEntry(Split.INTERP, 62);
    for (Split one : Split.values()) {
      for (Split other : Split.values()) {
        if (one != other) {
          assertThat(documents.get(one)).doesNotContainAnyElementsOf(documents.get(other));
        }
      }
    }
  }

  @Test
  void theSinkMayKeepItsArrays() {
    List<int[]> kept = new ArrayList<>();
    new WindowPacker(new TokenBudgets(2, 2, 2, 2), OptionalInt.of(BOS))
        .pack(
            "corpus", documents("a", "b", "c"), LETTERS, (split, tokens, ids) -> kept.add(tokens));
    assertThat(kept).extracting(tokens -> tokens[1]).containsExactly(10, 11, 12);
  }

  @Test
  void readsNoFurtherThanNeeded() {
    Iterator<Document> three = documents("aaa", "bbb", "ccc", "never");
    new WindowPacker(new TokenBudgets(4, 4, 4, 4), OptionalInt.of(BOS))
        .pack("corpus", three, LETTERS, (split, tokens, ids) -> {});
    assertThat(three.next().text()).isEqualTo("never");
  }

  @Test
  void saysHowManyTokensAreMissingAndWhatToDo() {
    assertThatThrownBy(
            () ->
                pack(
                    new TokenBudgets(4, 8, 1_000_001, 2_000_000),
                    new ArrayList<>(),
                    "abcdefg",
                    "abc",
                    "de"))
        .isInstanceOf(InsufficientTokensException.class)
        .hasMessage(
            "corpus has 15 tokens in 3 documents (start tokens included), but the study needs 3,000,008 (trainTokens 8,"
                + " evalTokens 1,000,000, interpTokens 2,000,000): eval got 7 of 1,000,000, nothing was left for interp."
                + " Use a larger corpus or lower these numbers");
  }

  @Test
  void saysWhyMoreTokensThanNeededMayBeTooFew() {
    assertThatThrownBy(
            () ->
                pack(
                    new TokenBudgets(4, 4, 4, 8), new ArrayList<>(), "abcdefghij", "abcdef", "abc"))
        .hasMessage(
            "corpus has 22 tokens in 3 documents (start tokens included), but the study needs 16 (trainTokens 4,"
                + " evalTokens 4, interpTokens 8): interp got 4 of 8; 10 tokens were left out, because no document is"
                + " in two splits and the rest of the one that fills a split is dropped (many short documents lose less"
                + " than a few long ones). Use a larger corpus or lower these numbers");
  }

  @Test
  void theFirstAndTheLastSplitMayBeTheShortOne() {
    assertThatThrownBy(() -> pack(new TokenBudgets(4, 8, 4, 4), new ArrayList<>(), "abc"))
        .hasMessageContaining("train got 4 of 8, nothing was left for eval and interp.");
    assertThatThrownBy(
            () -> pack(new TokenBudgets(4, 4, 4, 8), new ArrayList<>(), "abc", "abc", "abc"))
        .hasMessageContaining("interp got 4 of 8. Use a larger corpus");
    assertThatThrownBy(() -> pack(new TokenBudgets(4, 8, 4, 4), new ArrayList<>()))
        .hasMessageStartingWith("corpus has 0 tokens in 0 documents");
  }

  @Test
  void refusesBudgetsBelowOneWindow() {
    assertThatThrownBy(() -> new TokenBudgets(128, 300_000, 127, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "evalTokens is 127, less than one window of 128 tokens; ask for more tokens or a shorter contextLength");
    assertThatThrownBy(() -> new TokenBudgets(128, 0, 128, 128))
        .hasMessageStartingWith("trainTokens is 0");
    assertThatThrownBy(() -> new TokenBudgets(128, 128, 128, -1))
        .hasMessageStartingWith("interpTokens is -1");
    assertThatThrownBy(() -> new TokenBudgets(1, 10, 10, 10))
        .hasMessage("contextLength is 1; a window needs at least 2 tokens");
  }

  private static PackedCorpus pack(TokenBudgets budgets, List<Window> windows, String... texts) {
    return new WindowPacker(budgets, OptionalInt.of(BOS))
        .pack(
            "corpus",
            documents(texts),
            LETTERS,
            (split, tokens, ids) -> windows.add(new Window(split, boxed(tokens), boxed(ids))));
  }

  private static Iterator<Document> documents(String... texts) {
    return IntStream.range(0, texts.length).mapToObj(id -> new Document(id, texts[id])).iterator();
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
