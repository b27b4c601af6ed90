package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.IntruderTrial;
import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.Simulation;
import io.nullscope.metrics.domain.TestWindow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How explanations were put to the test. */
final class TestMessages {

  private TestMessages() {}

  static TestWindow toDomain(io.nullscope.v1.TestWindow message) {
    return new TestWindow(
        LatentMessages.toDomain(message.getWindow()),
        message.getPositive(),
        message.getDecile(),
        message.getNegatives(),
        message.getMatchedPositive());
  }

  static io.nullscope.v1.TestWindow toWire(TestWindow window) {
    return io.nullscope.v1.TestWindow.newBuilder()
        .setWindow(LatentMessages.toWire(window.window()))
        .setPositive(window.positive())
        .setDecile(window.decile())
        .setNegatives(window.negatives())
        .setMatchedPositive(window.matchedPositive())
        .build();
  }

  static Judgement toDomain(io.nullscope.v1.Judgement message) {
    return new Judgement(
        message.getScorer(),
        message.getJudge(),
        message.getShuffled(),
        message.getTestWindow(),
        message.getScore(),
        message.getPredicted(),
        message.getFailure(),
        List.copyOf(message.getHighlightedList()));
  }

  static io.nullscope.v1.Judgement toWire(Judgement judgement) {
    return io.nullscope.v1.Judgement.newBuilder()
        .setScorer(judgement.scorer())
        .setJudge(judgement.judge())
        .setShuffled(judgement.shuffled())
        .setTestWindow(judgement.testWindow())
        .setScore(judgement.score())
        .setPredicted(judgement.predicted())
        .setFailure(judgement.failure())
        .addAllHighlighted(judgement.highlighted())
        .build();
  }

  static IntruderTrial toDomain(io.nullscope.v1.IntruderTrial message) {
    return new IntruderTrial(
        message.getJudge(),
        List.copyOf(message.getTestWindowsList()),
        message.getIntruder(),
        message.getChosen(),
        message.getFailure());
  }

  static io.nullscope.v1.IntruderTrial toWire(IntruderTrial trial) {
    return io.nullscope.v1.IntruderTrial.newBuilder()
        .setJudge(trial.judge())
        .addAllTestWindows(trial.testWindows())
        .setIntruder(trial.intruder())
        .setChosen(trial.chosen())
        .setFailure(trial.failure())
        .build();
  }

  static Simulation toDomain(io.nullscope.v1.Simulation message) {
    Map<String, Long> failures = new TreeMap<>();
    message
        .getFailuresMap()
        .forEach((reason, count) -> failures.put(reason, Integer.toUnsignedLong(count)));
    return new Simulation(
        message.getJudge(),
        message.getShuffled(),
        message.getCorrelation(),
        message.getTokens(),
        failures);
  }

  static io.nullscope.v1.Simulation toWire(Simulation simulation) {
    io.nullscope.v1.Simulation.Builder message =
        io.nullscope.v1.Simulation.newBuilder()
            .setJudge(simulation.judge())
            .setShuffled(simulation.shuffled())
            .setCorrelation(simulation.correlation())
            .setTokens(simulation.tokens());
    simulation
        .failures()
        .forEach((reason, count) -> message.putFailures(reason, Math.toIntExact(count)));
    return message.build();
  }
}
