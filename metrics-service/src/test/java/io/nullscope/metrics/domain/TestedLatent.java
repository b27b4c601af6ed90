package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a latent test by test. */
final class TestedLatent {

  /** What was answered on a window of this kind ("" for positives), by whichever judge. */
  record Answer(
      String scorer, String judge, boolean shuffled, String kind, double score, String failure) {

    boolean failed() {
      return !failure.isEmpty();
    }
  }

  private static final ContextWindow WINDOW =
      new ContextWindow(new int[] {1}, List.of("t1"), new float[] {0}, 0);

  private final List<Answer> answers = new ArrayList<>();
  private final List<IntruderTrial> trials = new ArrayList<>();
  private final List<Simulation> simulations = new ArrayList<>();
  private TokenProfile tokens = TokenProfile.UNKNOWN;

  TestedLatent add(
      String scorer, String judge, boolean shuffled, String kind, double score, String failure) {
    answers.add(new Answer(scorer, judge, shuffled, kind, score, failure));
    return this;
  }

  /** By the lexical judge, with the latent's own explanation. */
  TestedLatent own(String scorer, String kind, double score) {
    return add(scorer, "lexical", false, kind, score, "");
  }

  TestedLatent failed(String scorer, String kind, String failure) {
    return add(scorer, "lexical", false, kind, Double.NaN, failure);
  }

  TestedLatent with(TestedLatent other) {
    answers.addAll(other.answers);
    return this;
  }

  TestedLatent trial(int intruder, int chosen, String failure) {
    return trial("openai", intruder, chosen, failure);
  }

  TestedLatent trial(String judge, int intruder, int chosen, String failure) {
    trials.add(new IntruderTrial(judge, List.of(0, 0, 0, 0, 0), intruder, chosen, failure));
    return this;
  }

  TestedLatent simulation(boolean shuffled, double correlation, long failed) {
    return simulation("openai", shuffled, correlation, failed);
  }

  TestedLatent simulation(String judge, boolean shuffled, double correlation, long failed) {
    Map<String, Long> failures = failed == 0 ? Map.of() : Map.of("timeout", failed);
    simulations.add(new Simulation(judge, shuffled, correlation, 100, failures));
    return this;
  }

  TestedLatent tokens(TokenProfile profile) {
    tokens = profile;
    return this;
  }

  List<Answer> answers(String kind) {
    return answers.stream().filter(answer -> answer.kind().equals(kind)).toList();
  }

  ScoredLatent build(int index) {
    List<TestWindow> windows = new ArrayList<>();
    List<Judgement> judgements = new ArrayList<>();
    windows.add(new TestWindow(WINDOW, true, 0, "", -1));
    // The n-th window of a kind is the same one for every scorer, judge and explanation.
    Map<String, Integer> byPlace = new HashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Answer answer : answers) {
      boolean positive = answer.kind().isEmpty();
      String asked = answer.scorer() + answer.judge() + answer.shuffled() + "/" + answer.kind();
      int place = seen.merge(asked, 1, Integer::sum);
      int window =
          byPlace.computeIfAbsent(
              answer.kind() + "#" + place,
              any -> {
                windows.add(
                    new TestWindow(
                        WINDOW, positive, positive ? 3 : -1, answer.kind(), positive ? -1 : 0));
                return windows.size() - 1;
              });
      judgements.add(
          new Judgement(
              answer.scorer(),
              answer.judge(),
              answer.shuffled(),
              window,
              answer.score(),
              answer.score() > 0.5,
              answer.failure(),
              List.of()));
    }
    return new ScoredLatent(
        index,
        new Explanation("?", List.of(), ""),
        List.of(),
        windows,
        judgements,
        trials,
        simulations,
        60,
        100,
        2.5,
        tokens);
  }

  static List<ScoredLatent> build(List<TestedLatent> latents) {
    List<ScoredLatent> built = new ArrayList<>();
    latents.forEach(latent -> built.add(latent.build(built.size())));
    return built;
  }

  static ScoredLatents scored(List<ScoredLatent> latents, List<String> judges) {
    return new ScoredLatents(
        2048,
        900,
        300,
        168_000,
        latents,
        judges.get(0),
        judges,
        "",
        List.of(),
        LanguageModelUsage.NONE);
  }
}
