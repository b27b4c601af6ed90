package io.nullscope.pretraining.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Learns the merges of a byte-level BPE (Sennrich et al. 2016, arXiv 1508.07909): the pair of
 * neighbouring tokens that occurs most often becomes a token, until the vocabulary is full or no
 * pair occurs twice. Of equally frequent pairs the one whose left, then right token is first in the
 * byte-level alphabet's order is taken, so equal texts give equal merges.
 *
 * <p>Counts of pairs are kept up to date: a merge visits only the words that hold its pair.
 */
public final class BpeTrainer {

  /** A pair that occurs only once is no pattern. */
  private static final int LEAST_COUNT = 2;

  private final List<String> tokens = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<int[]> words = new ArrayList<>();
  private final List<Integer> wordCounts = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Entry> queue;

  /** A pair's count, and the words that held it at some time. */
  private static final class Pair {
    private long count;
    private int[] places = new int[4];
    private int size;

    void seenIn(int word) {
      if (size > 0 && places[size - 1] == word) {
        return;
      }
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      places[size++] = word;
    }
  }

  /** A pair and the count it had when it was queued; outdated when its count has changed. */
  private record Entry(long key, long count) {}

  private BpeTrainer(Map<String, Integer> counts) {
    tokens.add(ByteLevelBpe.END_OF_TEXT);
    Map<Character, Integer> idOfByte = new HashMap<>();
    for (char character : ByteAlphabet.sorted()) {
      idOfByte.put(character, tokens.size());
      tokens.add(String.valueOf(character));
    }
    counts.forEach(
        (word, count) -> {
          words.add(ByteAlphabet.encode(word).chars().map(c -> idOfByte.get((char) c)).toArray());
          wordCounts.add(count);
        });
    Comparator<Entry> mostFrequent = Comparator.comparingLong(Entry::count).reversed();
    queue =
        new PriorityQueue<>(
            mostFrequent
                .thenComparing(entry -> tokens.get(left(entry.key)))
                .thenComparing(entry -> tokens.get(right(entry.key))));
  }

  /**
   * Learns a tokenizer.
   *
   * @param counts word frequencies
   * @param vocabularySize V: end of text, 256 bytes, and as many merges as remain. Fewer are learnt
   *     when the text has not enough repeated pairs
   * @throws IllegalArgumentException when not even the bytes fit
   */
  public static ByteLevelBpe train(WordCounts counts, int vocabularySize) {
    if (vocabularySize < 257) {
      throw new IllegalArgumentException(
          "a vocabulary of %d has no room for end of text and 256 bytes".formatted(vocabularySize));
    }
    BpeTrainer trainer = new BpeTrainer(counts.counts());
    trainer.countPairs();
    trainer.merge(vocabularySize);
    return new ByteLevelBpe(trainer.tokens, trainer.merges);
  }

  private void countPairs() {
    for (int word = 0; word < words.size(); word++) {
      int[] ids = words.get(word);
      for (int i = 0; i + 1 < ids.length; i++) {
        change(ids[i], ids[i + 1], word, wordCounts.get(word));
      }
    }
    pairs.forEach((key, pair) -> queue.add(new Entry(key, pair.count)));
  }

  private void merge(int vocabularySize) {
    while (tokens.size() < vocabularySize && !queue.isEmpty()) {
      Entry best = queue.poll();
      Pair pair = pairs.get(best.key);
      if (pair.count != best.count) {
        continue;
      }
      if (best.count < LEAST_COUNT) {
        return;
      }
      Merge merge = new Merge(left(best.key), right(best.key), tokens.size());
      tokens.add(tokens.get(merge.left()) + tokens.get(merge.right()));
      merges.add(merge);
      apply(merge, Arrays.copyOf(pair.places, pair.size));
    }
  }

  private void apply(Merge merge, int[] places) {
    Map<Long, Boolean> changed = new HashMap<>();
    for (int word : places) {
      int[] before = words.get(word);
      int[] after = merged(before, merge);
      if (after.length == before.length) {
        continue;
      }
      int count = wordCounts.get(word);
      for (int i = 0; i + 1 < before.length; i++) {
        changed.put(change(before[i], before[i + 1], word, -count), true);
      }
      for (int i = 0; i + 1 < after.length; i++) {
        changed.put(change(after[i], after[i + 1], word, count), true);
      }
      words.set(word, after);
    }
    for (long key : changed.keySet()) {
      long count = pairs.get(key).count;
      if (count > 0) {
        queue.add(new Entry(key, count));
      }
    }
  }

  /** The word with each occurrence of the pair joined, from the left. */
  static int[] merged(int[] word, Merge merge) {
    int[] out = new int[word.length];
    int size = 0;
    for (int i = 0; i < word.length; i++) {
      if (i + 1 < word.length && word[i] == merge.left() && word[i + 1] == merge.right()) {
        out[size++] = merge.result();
        i++;
      } else {
        out[size++] = word[i];
      }
    }
    return Arrays.copyOf(out, size);
  }

  private long change(int left, int right, int word, int by) {
    long key = (long) left << 32 | right;
    Pair pair = pairs.computeIfAbsent(key, unused -> new Pair());
    pair.count += by;
    if (by > 0) {
      pair.seenIn(word);
    }
    return key;
  }

  private static int left(long key) {
    return (int) (key >>> 32);
  }

  private static int right(long key) {
    return (int) key;
  }
}
