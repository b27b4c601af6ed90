package io.nullscope.pretraining.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** BPE training as its definition reads: all pairs are counted anew for every merge. */
final class NaiveBpe {

  private NaiveBpe() {}

  /** The merges as pairs of spellings, in order. */
  static List<List<String>> merges(Map<String, Integer> counts, int merges) {
    Map<List<String>, Integer> words = new HashMap<>();
    counts.forEach((word, count) -> words.put(List.of(ByteAlphabet.encode(word).split("")), count));
    List<List<String>> found = new ArrayList<>();
    while (found.size() < merges) {
      List<String> best = mostFrequent(words);
      if (best == null) {
        return found;
      }
      found.add(best);
      Map<List<String>, Integer> next = new HashMap<>();
      words.forEach((word, count) -> next.merge(apply(word, best), count, Integer::sum));
      words.clear();
      words.putAll(next);
    }
    return found;
  }

  private static List<String> mostFrequent(Map<List<String>, Integer> words) {
    Map<String, Map<String, Integer>> pairs = new TreeMap<>();
    words.forEach(
        (word, count) -> {
          for (int i = 0; i + 1 < word.size(); i++) {
            pairs
                .computeIfAbsent(word.get(i), unused -> new TreeMap<>())
                .merge(word.get(i + 1), count, Integer::sum);
          }
        });
    List<String> best = null;
    int most = 1;
    // Ascending by left, then right token: the first of equals stays.
    for (Map.Entry<String, Map<String, Integer>> left : pairs.entrySet()) {
      for (Map.Entry<String, Integer> right : left.getValue().entrySet()) {
        if (right.getValue() > most) {
          most = right.getValue();
          best = List.of(left.getKey(), right.getKey());
        }
      }
    }
    return best;
  }

  private static List<String> apply(List<String> word, List<String> pair) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      if (i + 1 < word.size()
          && word.get(i).equals(pair.get(0))
          && word.get(i + 1).equals(pair.get(1))) {
        out.add(word.get(i) + word.get(i + 1));
        i++;
      } else {
        out.add(word.get(i));
      }
    }
    return out;
  }
}
