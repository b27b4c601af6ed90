package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.Panel;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.Scorers;
import io.nullscope.metrics.domain.TestWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the study's judge made of a test window of a latent. */
public record JudgedWindow(TestWindow test, Judgement judgement) {

  private static final int POSITIVES = 3;

  /**
   * A few judged windows: positives from the strongest to the weakest, and the first negative of
   * each kind. Of fuzzing when the study has it, else of detection.
   */
  static List<JudgedWindow> some(ScoredLatent latent, Panel panel) {
    String scorer = panel.scorers().contains(Scorers.FUZZING) ? Scorers.FUZZING : Scorers.DETECTION;
    List<JudgedWindow> judged =
        panel.ownJudgements(latent, scorer).stream()
            .map(
                judgement ->
                    new JudgedWindow(latent.testWindows().get(judgement.testWindow()), judgement))
            .toList();
    List<JudgedWindow> positives =
        judged.stream()
            .filter(window -> window.test().positive())
            .sorted(
                Comparator.comparingInt((JudgedWindow window) -> window.test().decile()).reversed())
            .toList();
    List<JudgedWindow> chosen = new ArrayList<>(evenly(positives));
    for (String kind : TestWindow.KINDS) {
      judged.stream()
          .filter(window -> window.test().negatives().equals(kind))
          .findFirst()
          .ifPresent(chosen::add);
    }
    return chosen;
  }

  private static List<JudgedWindow> evenly(List<JudgedWindow> windows) {
    if (windows.size() <= POSITIVES) {
      return windows;
    }
    List<JudgedWindow> chosen = new ArrayList<>();
    for (int i = 0; i < POSITIVES; i++) {
      chosen.add(windows.get(i * (windows.size() - 1) / (POSITIVES - 1)));
    }
    return chosen;
  }
}
