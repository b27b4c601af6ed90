package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.PearsonCorrelation;
import io.nullscope.autointerp.domain.RandomChoice;
import io.nullscope.autointerp.domain.RandomStreams;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.SimulationReply;
import io.nullscope.autointerp.domain.Simulator;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Lets simulators predict the activations of one latent on its positives and on as many random
 * negatives, in random order, and correlates them with the true ones.
 */
final class SimulationTests {

  private final int latent;
  private final List<Window> windows;
  private final Explanations explanations;

  /** Draws negatives and order from the stream {@code simulation}. */
  SimulationTests(
      int latent, List<TestWindow> tests, Explanations explanations, RandomStreams random) {
    this.latent = latent;
    this.explanations = explanations;
    var generator = random.stream("simulation");
    List<TestWindow> shown = new ArrayList<>(tests.stream().filter(TestWindow::positive).toList());
    List<TestWindow> negatives =
        tests.stream().filter(test -> test.is(NegativeKind.RANDOM)).toList();
    shown.addAll(RandomChoice.shuffled(generator, negatives).stream().limit(shown.size()).toList());
    this.windows =
        RandomChoice.shuffled(generator, shown).stream().map(TestWindow::window).toList();
  }

  /** The study's simulator with the latent's own explanation and with another's, the baseline. */
  List<Simulation> simulations(Panel panel) {
    Simulator main = panel.main().simulator();
    List<Simulation> simulations = new ArrayList<>();
    simulations.add(simulate(main, explanations.own(), false));
    explanations.shuffled().ifPresent(other -> simulations.add(simulate(main, other, true)));
    explanations
        .baseline()
        .ifPresent(
            lexical ->
                simulations.add(simulate(Respondents.lexical().simulator(), lexical, false)));
    return simulations;
  }

  private Simulation simulate(Simulator simulator, Explanation explanation, boolean shuffled) {
    List<SimulationReply> replies = replies(simulator, explanation);
    DoubleStream.Builder predicted = DoubleStream.builder();
    DoubleStream.Builder actual = DoubleStream.builder();
    Map<FailureReason, Integer> failures = new EnumMap<>(FailureReason.class);
    for (int i = 0; i < windows.size(); i++) {
      if (replies.get(i) instanceof SimulationReply.Simulated simulated) {
        Window window = windows.get(i);
        double[] activations = simulated.activations();
        requireLength(activations.length, window.length());
        for (int position = 0; position < window.length(); position++) {
          if (window.counted(position)) {
            predicted.add(activations[position]);
            actual.add(window.activation(position));
          }
        }
      } else if (replies.get(i) instanceof SimulationReply.Failed failed) {
        failures.merge(failed.reason(), 1, Integer::sum);
      }
    }
    double[] x = predicted.build().toArray();
    double[] y = actual.build().toArray();
    return new Simulation(simulator.kind(), shuffled, correlation(x, y), x.length, failures);
  }

  /**
   * A prediction that is the same everywhere has no correlation; it counts as one of 0, because it
   * predicts nothing, and leaving such latents out would spare variants their worst explanations.
   */
  private static double correlation(double[] predicted, double[] actual) {
    return PearsonCorrelation.isConstant(predicted) && !PearsonCorrelation.isConstant(actual)
        ? 0
        : PearsonCorrelation.of(predicted, actual);
  }

  private List<SimulationReply> replies(Simulator simulator, Explanation explanation) {
    if (explanation.failure().isPresent()) {
      return Collections.nCopies(
          windows.size(), new SimulationReply.Failed(FailureReason.NO_EXPLANATION));
    }
    List<SimulationReply> replies =
        simulator.simulate(
            explanation,
            windows.stream()
                .map(window -> Arrays.stream(window.tokenIds()).boxed().toList())
                .toList());
    if (replies.size() != windows.size()) {
      throw new IllegalStateException(
          "the simulator gave %d replies to %d windows of latent %d: it owes one for each"
              .formatted(replies.size(), windows.size(), latent));
    }
    return replies;
  }

  private void requireLength(int predicted, int tokens) {
    if (predicted != tokens) {
      throw new IllegalStateException(
          "the simulator predicts %d activations for %d tokens of latent %d: it owes one for each"
              .formatted(predicted, tokens, latent));
    }
  }
}
