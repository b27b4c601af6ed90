package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * Decides, from an explanation alone, on which examples a latent fires. Called from several threads
 * at once.
 */
public interface Judge {

  /** Kind as it stands in the results: {@code lexical}, {@code openai}, {@code embedding}. */
  String kind();

  /**
   * Judges a batch of examples of one latent and one scorer, in random order of positives and
   * negatives. An implementation may group them into prompts as it likes.
   *
   * @param explanation one that did not fail
   * @return one reply for each example, in the order of the examples; an example that could not be
   *     judged gets {@link JudgeReply.Failed}
   */
  List<JudgeReply> judge(Explanation explanation, List<Example> examples);
}
