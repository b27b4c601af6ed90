package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Panel;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.JudgeSpec;
import io.nullscope.study.NegativeKind;
import io.nullscope.study.Scorer;
import io.nullscope.study.StudySpec;
import java.util.Optional;

/** Which interpretability metrics a study has. */
public final class StudyPanel {

  private StudyPanel() {}

  public static Panel of(StudySpec spec) {
    AutointerpSpec autointerp = spec.autointerp();
    boolean languageModel = autointerp.judge() instanceof JudgeSpec.OpenAi;
    return new Panel(
        autointerp.scorers().stream().map(Scorer::id).sorted().toList(),
        autointerp.negativeKinds().stream()
            .filter(kind -> kind != NegativeKind.RANDOM)
            .sorted()
            .map(NegativeKind::id)
            .toList(),
        autointerp.judge().kind(),
        languageModel ? Optional.of(JudgeSpec.Lexical.KIND) : Optional.empty());
  }
}
