package io.nullscope.autointerp.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the window whose highlighted tokens have least in common with those of the others. What a
 * window has in common: the mean, over the other windows, of the Jaccard index of the two sets of
 * highlighted tokens. Of equal windows the first, which is any of them, because they come in random
 * order.
 */
public final class LexicalIntruderJudge implements IntruderJudge {

  @Override
  public String kind() {
    return "lexical";
  }

  @Override
  public IntruderReply choose(List<Example.Highlighted> shown) {
    List<Set<Integer>> tokens = shown.stream().map(LexicalIntruderJudge::highlighted).toList();
    int chosen = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tokens.size(); i++) {
      double common = 0;
      for (int j = 0; j < tokens.size(); j++) {
        common += i == j ? 0 : jaccard(tokens.get(i), tokens.get(j));
      }
      if (common < least) {
        least = common;
        chosen = i;
      }
    }
    return new IntruderReply.Chosen(chosen);
  }

  private static Set<Integer> highlighted(Example.Highlighted example) {
    Set<Integer> tokens = new HashSet<>();
    example.highlighted().forEach(position -> tokens.add(example.tokenIds().get(position)));
    return tokens;
  }

  private static double jaccard(Set<Integer> a, Set<Integer> b) {
    long common = a.stream().filter(b::contains).count();
    return (double) common / (a.size() + b.size() - common);
  }
}
