package io.nullscope.autointerp.application;

import static java.util.stream.Collectors.toCollection;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.FuzzingHighlights;
import io.nullscope.autointerp.domain.IntruderTrial;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.TestWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Trials of one latent: four of its positives and an intruder, a random negative, in random order
 * and all with highlights. One trial for each decile that has positives; the four come from that
 * decile or, where it has too few, from the nearest. The intruder is highlighted where a fifth such
 * positive has its highlights, so that neither their number nor their place gives it away, nor that
 * two windows have the same. Intruders are different as long as there are enough random negatives.
 *
 * <p>A latent with fewer than five positives, or without random negatives, has no trials.
 */
final class IntruderTests {

  private static final int SHOWN_POSITIVES = 4;

  private final List<TestWindow> tests;
  private final List<Trial> trials;

  /** Draws the trials from the stream {@code intruder}. */
  IntruderTests(List<TestWindow> tests, RandomStreams random) {
    this.tests = tests;
    this.trials = draw(random.stream("intruder"));
  }

  /** Windows of a trial in the order shown, and where the intruder stands and is highlighted. */
  private record Trial(List<Integer> shown, int intruder, List<Integer> intruderHighlights) {}

  /** Puts all trials to the judges of a panel: trial by trial, each to every judge. */
  List<IntruderTrial> trials(Panel panel) {
    List<Respondents> respondents = panel.respondents().toList();
    List<IntruderTrial> judged = new ArrayList<>();
    for (Trial trial : trials) {
      for (Respondents judges : respondents) {
        judged.add(
            new IntruderTrial(
                judges.intruderJudge().kind(),
                trial.shown(),
                trial.intruder(),
                judges.intruderJudge().choose(examples(trial))));
      }
    }
    return judged;
  }

  private List<Example.Highlighted> examples(Trial trial) {
    List<Example.Highlighted> examples = new ArrayList<>();
    for (int i = 0; i < trial.shown().size(); i++) {
      TestWindow test = tests.get(trial.shown().get(i));
      examples.add(
          i == trial.intruder()
              ? new Example.Highlighted(test.tokenIds(), trial.intruderHighlights())
              : test.highlightedExample());
    }
    return examples;
  }

  private List<Trial> draw(RandomGenerator random) {
    List<Integer> positives = which(TestWindow::positive);
    List<Integer> intruders =
        RandomChoice.shuffled(random, which(test -> test.is(NegativeKind.RANDOM)));
    List<Trial> drawn = new ArrayList<>();
    if (positives.size() <= SHOWN_POSITIVES || intruders.isEmpty()) {
      return drawn;
    }
    TreeSet<Integer> deciles =
        positives.stream().map(this::decile).collect(toCollection(TreeSet::new));
    for (int decile : deciles) {
      // Sorting is stable: of equally near positives any are taken.
      List<Integer> nearest =
          RandomChoice.shuffled(random, positives).stream()
              .sorted(Comparator.comparingInt(test -> Math.abs(decile(test) - decile)))
              .limit(SHOWN_POSITIVES + 1L)
              .toList();
      List<Integer> five = RandomChoice.shuffled(random, nearest);
      List<Integer> shown = new ArrayList<>(five.subList(0, SHOWN_POSITIVES));
      int intruder = (int) RandomChoice.below(random, shown.size() + 1L);
      int silent = intruders.get(drawn.size() % intruders.size());
      shown.add(intruder, silent);
      drawn.add(
          new Trial(
              shown,
              intruder,
              FuzzingHighlights.onCounted(
                  tests.get(five.get(SHOWN_POSITIVES)).highlighted(),
                  tests.get(silent).window(),
                  () -> random)));
    }
    return drawn;
  }

  private int decile(int test) {
    return tests.get(test).decile();
  }

  private List<Integer> which(Predicate<TestWindow> wanted) {
    return IntStream.range(0, tests.size()).filter(i -> wanted.test(tests.get(i))).boxed().toList();
  }
}
