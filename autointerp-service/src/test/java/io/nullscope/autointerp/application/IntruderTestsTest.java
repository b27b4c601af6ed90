package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.IntruderJudge;
import io.nullscope.autointerp.domain.IntruderReply;
import io.nullscope.autointerp.domain.IntruderTrial;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.LexicalSimulator;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntruderTestsTest {

  /** Positive i fires at position i % 8 and, when i is odd, at the next. */
  private static List<TestWindow> tests(int positives, int perDecile, int negatives) {
    List<TestWindow> tests = new ArrayList<>();
    for (int i = 0; i < positives; i++) {
      float[] activations = new float[8];
      activations[i % 8] = 1;
      activations[(i + i % 2) % 8] = 1;
      tests.add(TestWindow.positive(new Window(tokens(i), activations, 0, 8L * i), i / perDecile));
    }
    for (int i = 0; i < negatives; i++) {
      Window silent = new Window(tokens(100 + i), new float[8], 0, 800 + 8L * i);
      tests.add(TestWindow.negative(silent, NegativeKind.RANDOM, 0, List.of(0)));
      Window hard = new Window(tokens(200 + i), new float[8], 0, 1600 + 8L * i);
      tests.add(TestWindow.negative(hard, NegativeKind.NEAREST, 0, List.of(0)));
    }
    return tests;
  }

  private static int[] tokens(int first) {
    return IntStream.range(first, first + 8).toArray();
  }

  private static Panel panel(IntruderJudge judge) {
    return new Panel(
        EXPLAINER,
        new Respondents(new LexicalJudge(), new LexicalSimulator(), judge),
        Optional.empty(),
        Optional.empty());
  }

  private static List<List<Example.Highlighted>> shown(List<TestWindow> tests, long seed) {
    List<List<Example.Highlighted>> shown = new ArrayList<>();
    new IntruderTests(tests, new SeededStreams(seed)).trials(panel(recording(shown)));
    return shown;
  }

  private static IntruderJudge recording(List<List<Example.Highlighted>> shown) {
    return new IntruderJudge() {
      @Override
      public String kind() {
        return "recording";
      }

      @Override
      public IntruderReply choose(List<Example.Highlighted> windows) {
        shown.add(windows);
        return new IntruderReply.Failed(FailureReason.TIMEOUT);
      }
    };
  }

  private static List<IntruderTrial> trials(List<TestWindow> tests, long seed) {
    return new IntruderTests(tests, new SeededStreams(seed))
        .trials(panel(recording(new ArrayList<>())));
  }

  @Test
  void showsFourPositivesOfTheDecileAndOneRandomNegative() {
    List<TestWindow> tests = tests(50, 5, 50);
    List<IntruderTrial> trials = trials(tests, 1);

    assertThat(trials).hasSize(10);
    Set<Integer> intruders = new HashSet<>();
    for (int decile = 0; decile < 10; decile++) {
      IntruderTrial trial = trials.get(decile);
      assertThat(trial.judge()).isEqualTo("recording");
      assertThat(trial.reply()).isEqualTo(new IntruderReply.Failed(FailureReason.TIMEOUT));
      assertThat(trial.testWindows()).hasSize(5).doesNotHaveDuplicates();
      for (int i = 0; i < 5; i++) {
        TestWindow test = tests.get(trial.testWindows().get(i));
        if (i == trial.intruder()) {
          assertThat(test.is(NegativeKind.RANDOM)).isTrue();
          intruders.add(trial.testWindows().get(i));
        } else {
          assertThat(test.decile()).isEqualTo(decile);
        }
      }
    }
    assertThat(intruders).hasSize(10);
  }

  @Test
  void highlightsTheIntruderAsThePositiveThatIsLeftOver() {
    List<TestWindow> tests = tests(50, 5, 50);
    List<IntruderTrial> trials = trials(tests, 1);
    List<List<Example.Highlighted>> shown = shown(tests, 1);
    for (int decile = 0; decile < 10; decile++) {
      IntruderTrial trial = trials.get(decile);
      Set<Integer> left = new HashSet<>();
      IntStream.range(5 * decile, 5 * decile + 5).forEach(left::add);
      trial.testWindows().forEach(left::remove);
      assertThat(left).hasSize(1);
      for (int i = 0; i < 5; i++) {
        TestWindow test = tests.get(trial.testWindows().get(i));
        assertThat(shown.get(decile).get(i).tokenIds()).isEqualTo(test.tokenIds());
        assertThat(shown.get(decile).get(i).highlighted())
            .isEqualTo(
                i == trial.intruder()
                    ? tests.get(left.iterator().next()).highlighted()
                    : test.highlighted());
      }
    }
  }

  @Test
  void takesPositivesOfTheNearestDecilesWhereADecileHasTooFew() {
    List<TestWindow> tests = tests(10, 1, 5);
    for (IntruderTrial trial : trials(tests, 2)) {
      List<Integer> deciles =
          trial.testWindows().stream()
              .filter(test -> tests.get(test).positive())
              .map(test -> tests.get(test).decile())
              .sorted(Comparator.naturalOrder())
              .toList();
      assertThat(deciles).hasSize(4);
      // Four of the five nearest.
      assertThat(deciles.get(3) - deciles.get(0)).isBetween(3, 5);
    }
    assertThat(trials(tests, 2)).hasSize(10);
  }

  @Test
  void hasNoTrialsWithTooFewWindows() {
    assertThat(trials(tests(4, 1, 5), 1)).isEmpty();
    assertThat(trials(tests(10, 1, 0), 1)).isEmpty();
  }

  @Test
  void theIntruderStandsAnywhere() {
    int[] places = new int[5];
    for (int seed = 0; seed < 500; seed++) {
      trials(tests(50, 5, 50), seed).forEach(trial -> places[trial.intruder()]++);
    }
    // 1,000 expected, standard deviation 28
    for (int place : places) {
      assertThat(place).isBetween(880, 1_120);
    }
  }
}
