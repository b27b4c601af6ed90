package io.nullscope.pretraining.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.study.RandomSequence;
import io.nullscope.study.Seed;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

  private static final String TEXT =
      """
      Once upon a time, there was a little cat. The cat's name was Tom, and Tom didn't like rain.
      "Aaaaaaaah!" said Tom, "it's raining again, and I'll get wet!"  He ran and ran   and ran
      	to the house of 12 mice — the café «Été» — where 1234 little mice had tea. 猫は好き 😀😀
      """;

  @Test
  void learnsTheMergesOfTheNaiveTrainer() {
    WordCounts words = words(TEXT);
    ByteLevelBpe bpe = BpeTrainer.train(words, 257 + 40);
    assertThat(spellings(bpe)).isEqualTo(NaiveBpe.merges(words.counts(), 40));
  }

  @Test
  void learnsTheMergesOfTheNaiveTrainerWhereTiesAreCommon() {
    for (int seed = 0; seed < 20; seed++) {
      RandomSequence random = new Seed(seed).stream("text").sequence();
      String text =
          IntStream.range(0, 300)
              .mapToObj(i -> String.valueOf("aab c".charAt(random.nextInt(5))))
              .collect(Collectors.joining());
      WordCounts words = words(text);
      ByteLevelBpe bpe = BpeTrainer.train(words, 257 + 40);
      assertThat(spellings(bpe)).isEqualTo(NaiveBpe.merges(words.counts(), 40));
    }
  }

  @Test
  void stopsWhenNoPairOccursTwice() {
    assertThat(BpeTrainer.train(words("abcd"), 300).merges()).isEmpty();
  }

  @Test
  void breaksTiesInTheAlphabetsOrder() {
    ByteLevelBpe bpe = BpeTrainer.train(words("cd ab cd ab"), 300);
    assertThat(spellings(bpe)).startsWith(List.of("a", "b"), List.of("c", "d"));
  }

  @Test
  void numbersEndOfTextThenBytesThenMerges() {
    ByteLevelBpe bpe = BpeTrainer.train(words(TEXT), 290);
    assertThat(bpe.tokens().get(0)).isEqualTo("<|endoftext|>");
    assertThat(bpe.tokens().subList(1, 257)).allMatch(token -> token.length() == 1).isSorted();
    assertThat(bpe.merges()).hasSize(33);
    assertThat(bpe.merges().get(0).result()).isEqualTo(257);
  }

  @Test
  void refusesAVocabularyWithoutRoomForAllBytes() {
    WordCounts words = words(TEXT);
    assertThatThrownBy(() -> BpeTrainer.train(words, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256");
  }

  @Test
  void huggingFaceReadsTheFileAndMergesAsTheTrainerDid() {
    WordCounts words = words(TEXT);
    ByteLevelBpe bpe = BpeTrainer.train(words, 257 + 40);
    try (TextTokenizer tokenizer = tokenizer(bpe)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(297);
      for (String word : words.counts().keySet()) {
        assertThat(tokenizer.encode(word)).as(word).isEqualTo(merged(bpe, word));
      }
      assertThat(tokenizer.encode(TEXT)).hasSizeLessThan(TEXT.length());
    }
  }

  @Test
  void decodingReversesHuggingFacesEncoding() {
    ByteLevelBpe bpe = BpeTrainer.train(words(TEXT), 257 + 40);
    try (TextTokenizer tokenizer = tokenizer(bpe)) {
      assertThat(bpe.decode(tokenizer.encode(TEXT))).isEqualTo(TEXT);
      assertThat(tokenizer.encode("<|endoftext|>")).containsExactly(0);
      assertThat(tokenizer.display(0)).isEqualTo("<|endoftext|>");
    }
  }

  @Test
  void theSameTextGivesTheSameFile() {
    assertThat(BpeTrainer.train(words(TEXT), 290).toJson())
        .isEqualTo(BpeTrainer.train(words(TEXT), 290).toJson());
  }

  private static WordCounts words(String text) {
    WordCounts words = new WordCounts();
    words.add(text);
    return words;
  }

  private static TextTokenizer tokenizer(ByteLevelBpe bpe) {
    return TextTokenizer.parse(bpe.toJson().getBytes(StandardCharsets.UTF_8), "test");
  }

  private static List<List<String>> spellings(ByteLevelBpe bpe) {
    List<List<String>> pairs = new ArrayList<>();
    for (Merge merge : bpe.merges()) {
      pairs.add(List.of(bpe.tokens().get(merge.left()), bpe.tokens().get(merge.right())));
    }
    return pairs;
  }

  /** The word with all merges applied in their order. */
  private static int[] merged(ByteLevelBpe bpe, String word) {
    int[] ids =
        ByteAlphabet.encode(word).chars().map(c -> bpe.tokens().indexOf((char) c + "")).toArray();
    for (Merge merge : bpe.merges()) {
      ids = BpeTrainer.merged(ids, merge);
    }
    return ids;
  }
}
