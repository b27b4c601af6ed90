package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LexicalIntruderJudge;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.SimulationReply;
import io.nullscope.autointerp.domain.Simulator;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SimulationTestsTest {

  private static final Explanation OWN = new Explanation("own", List.of());
  private static final Explanation OTHER = new Explanation("other", List.of());

  /** Window i has tokens 4i to 4i + 3; the positives are the first. */
  private static List<TestWindow> tests(int positives, int negatives) {
    List<TestWindow> tests = new ArrayList<>();
    for (int i = 0; i < positives + negatives; i++) {
      int[] tokens = {4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3};
      float[] activations = i < positives ? new float[] {0, i + 1, 0.5f, 0} : new float[4];
      Window window = new Window(tokens, activations, 0, 4L * i);
      tests.add(
          i < positives
              ? TestWindow.positive(window, 0)
              : TestWindow.negative(
                  window,
                  i % 3 == 0 ? NegativeKind.SAME_TOKEN : NegativeKind.RANDOM,
                  0,
                  List.of(0)));
    }
    return tests;
  }

  private static List<Simulation> simulate(
      List<TestWindow> tests, Function<List<Integer>, SimulationReply> reply) {
    Simulator simulator =
        new Simulator() {
          @Override
          public String kind() {
            return "made-up";
          }

          @Override
          public List<SimulationReply> simulate(
              Explanation explanation, List<List<Integer>> windows) {
            return windows.stream().map(reply).toList();
          }
        };
    Panel panel =
        new Panel(
            EXPLAINER,
            new Respondents(new LexicalJudge(), simulator, new LexicalIntruderJudge()),
            Optional.empty(),
            Optional.empty());
    return new SimulationTests(
            7,
            tests,
            new Explanations(OWN, Optional.of(OTHER), Optional.of(OWN)),
            new SeededStreams(1))
        .simulations(panel);
  }

  private static SimulationReply position(List<Integer> tokens) {
    return new SimulationReply.Simulated(
        tokens.stream().mapToDouble(token -> Math.sin(token)).toArray());
  }

  @Test
  void takesAllPositivesAndAsManyRandomNegatives() {
    List<List<Integer>> shown = new ArrayList<>();
    List<TestWindow> tests = tests(10, 60);
    List<Simulation> simulations =
        simulate(
            tests,
            tokens -> {
              shown.add(tokens);
              return position(tokens);
            });
    Set<List<Integer>> distinct = new HashSet<>(shown);
    assertThat(shown).hasSize(2 * 20);
    assertThat(shown.subList(0, 20)).isEqualTo(shown.subList(20, 40));
    assertThat(distinct).hasSize(20);
    List<TestWindow> used =
        tests.stream().filter(test -> distinct.contains(test.tokenIds())).toList();
    assertThat(used.subList(0, 10)).isEqualTo(tests.subList(0, 10));
    assertThat(used.subList(10, 20)).allMatch(test -> test.is(NegativeKind.RANDOM));
    assertThat(simulations).extracting(Simulation::tokens).containsExactly(80L, 80L, 80L);
    assertThat(simulations)
        .extracting(Simulation::judge)
        .containsExactly("made-up", "made-up", "lexical");
    assertThat(simulations).extracting(Simulation::shuffled).containsExactly(false, true, false);
  }

  @Test
  void correlatesOverTheTokensOfAllWindowsTogether() {
    List<TestWindow> tests = tests(10, 15);
    // All ten random negatives are used: the order of the windows does not matter.
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double syy = 0;
    double sxy = 0;
    int n = 0;
    for (TestWindow test : tests) {
      if (test.positive() || test.is(NegativeKind.RANDOM)) {
        for (int i = 0; i < 4; i++) {
          double x = Math.sin(test.window().tokenId(i));
          double y = test.window().activation(i);
          sx += x;
          sy += y;
          sxx += x * x;
          syy += y * y;
          sxy += x * y;
          n++;
        }
      }
    }
    Simulation own = simulate(tests, SimulationTestsTest::position).get(0);
    assertThat(own.tokens()).isEqualTo(n);
    assertThat(own.correlation())
        .isCloseTo(
            (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy)),
            within(1e-12));
    assertThat(own.failures()).isEmpty();
  }

  @Test
  void positionsThatDoNotCountAreNotCorrelated() {
    List<TestWindow> tests =
        tests(10, 15).stream()
            .map(
                test -> {
                  Window all = test.window();
                  boolean[] counted = {false, true, true, true};
                  Window window =
                      new Window(all.tokenIds(), all.activations(), counted, 0, all.start());
                  return new TestWindow(
                      window, test.decile(), test.negatives(), test.matched(), test.highlighted());
                })
            .toList();

    Simulation own = simulate(tests, SimulationTestsTest::right).get(0);

    assertThat(own.tokens()).isEqualTo(60);
    assertThat(own.correlation()).isCloseTo(1, within(1e-12));
  }

  /** The activations of the positives, but for the first position of each. */
  private static SimulationReply right(List<Integer> tokens) {
    int window = tokens.get(0) / 4;
    return new SimulationReply.Simulated(
        window < 10 ? new double[] {1000, window + 1, 0.5, 0} : new double[] {1000, 0, 0, 0});
  }

  @Test
  void failedWindowsAreCountedAndLeftOut() {
    Simulation own =
        simulate(
                tests(10, 15),
                tokens ->
                    tokens.get(0) < 12
                        ? new SimulationReply.Failed(FailureReason.WRONG_COUNT)
                        : position(tokens))
            .get(0);
    assertThat(own.failures()).isEqualTo(Map.of(FailureReason.WRONG_COUNT, 3));
    assertThat(own.tokens()).isEqualTo(17 * 4);
    assertThat(own.correlation()).isBetween(-1.0, 1.0);
  }

  @Test
  void aConstantPredictionCountsAsNoCorrelation() {
    Simulation own =
        simulate(tests(10, 15), tokens -> new SimulationReply.Simulated(new double[4])).get(0);
    assertThat(own.correlation()).isZero();
    assertThat(own.tokens()).isEqualTo(80);
  }

  @Test
  void refusesAPredictionOfAnotherLength() {
    assertThatThrownBy(
            () -> simulate(tests(10, 15), tokens -> new SimulationReply.Simulated(new double[3])))
        .hasMessageContaining("3 activations for 4 tokens of latent 7");
  }
}
