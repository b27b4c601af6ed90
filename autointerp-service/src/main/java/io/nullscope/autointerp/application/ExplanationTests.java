package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.TestWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Lets judges tell, from an explanation, in which test windows of one latent it fires: detection,
 * fuzzing and embedding.
 *
 * <p>The study's judge and the baseline see the test windows of all kinds. A shuffled explanation,
 * and the embedding judge, see the positives and the random negatives.
 */
final class ExplanationTests {

  private final int latent;
  private final List<TestWindow> tests;
  private final Explanations explanations;
  private final RandomStreams random;

  /**
   * Tests one latent.
   *
   * @param random streams of this latent; what is drawn is the order in which examples are shown
   */
  ExplanationTests(
      int latent, List<TestWindow> tests, Explanations explanations, RandomStreams random) {
    this.latent = latent;
    this.tests = tests;
    this.explanations = explanations;
    this.random = random;
  }

  /** The judgements of a scorer; none for scorers that do not judge. */
  List<Judgement> judgements(Scorer scorer, Panel panel) {
    List<Judgement> judgements = new ArrayList<>();
    switch (scorer) {
      case DETECTION, FUZZING -> {
        Judge main = panel.main().judge();
        judgements.addAll(judge(scorer, main, explanations.own(), false, which(i -> true)));
        explanations
            .shuffled()
            .ifPresent(
                other -> judgements.addAll(judge(scorer, main, other, true, which(this::isCore))));
        explanations
            .baseline()
            .ifPresent(
                lexical ->
                    judgements.addAll(
                        judge(
                            scorer,
                            Respondents.lexical().judge(),
                            lexical,
                            false,
                            which(i -> true))));
      }
      case EMBEDDING -> {
        Judge embedding = panel.embedding().orElseThrow();
        int[] core = which(this::isCore);
        judgements.addAll(judge(scorer, embedding, explanations.own(), false, core));
        explanations
            .shuffled()
            .ifPresent(other -> judgements.addAll(judge(scorer, embedding, other, true, core)));
      }
      case SIMULATION, INTRUDER -> {} // these judge no single window
    }
    return judgements;
  }

  private boolean isCore(int test) {
    return tests.get(test).positive() || tests.get(test).is(NegativeKind.RANDOM);
  }

  private int[] which(IntPredicate wanted) {
    return IntStream.range(0, tests.size()).filter(wanted).toArray();
  }

  /**
   * Shows the examples in random order, so that a judge that sees several at a time learns nothing
   * from their order.
   *
   * @param shown indices of test windows
   * @return judgements in the order of {@code shown}
   */
  private List<Judgement> judge(
      Scorer scorer, Judge judge, Explanation explanation, boolean shuffled, int[] shown) {
    Judgement[] judgements = new Judgement[shown.length];
    String stream = scorer.id() + (shuffled ? "-shuffled-order" : "-order");
    int[] order = RandomChoice.permutation(random.stream(stream), shown.length);
    List<JudgeReply> replies =
        explanation.failure().isPresent()
            ? Arrays.stream(order).mapToObj(i -> noExplanation()).toList()
            : replies(scorer, judge, explanation, Arrays.stream(order).map(i -> shown[i]));
    for (int i = 0; i < order.length; i++) {
      judgements[order[i]] =
          new Judgement(scorer, judge.kind(), shuffled, shown[order[i]], replies.get(i));
    }
    return List.of(judgements);
  }

  private List<JudgeReply> replies(
      Scorer scorer, Judge judge, Explanation explanation, IntStream shown) {
    List<Example> examples = shown.mapToObj(i -> example(scorer, tests.get(i))).toList();
    List<JudgeReply> replies = judge.judge(explanation, examples);
    if (replies.size() != examples.size()) {
      throw new IllegalStateException(
          "the judge gave %d replies to %d %s examples of latent %d: it owes one for each"
              .formatted(replies.size(), examples.size(), scorer.id(), latent));
    }
    return replies;
  }

  private static Example example(Scorer scorer, TestWindow test) {
    return scorer == Scorer.FUZZING ? test.highlightedExample() : test.plain();
  }

  private static JudgeReply noExplanation() {
    return new JudgeReply.Failed(FailureReason.NO_EXPLANATION);
  }
}
