package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.BOTH;
import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static io.nullscope.autointerp.application.SyntheticStudy.RANDOM;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static io.nullscope.autointerp.application.SyntheticStudy.judge;
import static io.nullscope.autointerp.application.SyntheticStudy.of;
import static io.nullscope.autointerp.application.SyntheticStudy.score;
import static io.nullscope.autointerp.application.SyntheticStudy.scorer;
import static io.nullscope.autointerp.application.SyntheticStudy.settings;
import static io.nullscope.autointerp.application.SyntheticStudy.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreLatentsJudgingTest {

  @Test
  void judgesPositivesByDecileAndThenNegativesForEachScorer() {
    ScoredLatent latent = score(indicators(1), 1, 3).latents().get(0);
    assertThat(latent.judgements()).hasSize(200);
    assertThat(latent.judgements().stream().map(Judgement::scorer).distinct())
        .containsExactlyElementsOf(BOTH);
    for (Scorer scorer : BOTH) {
      List<Judgement> judgements = of(latent, scorer);
      assertThat(judgements.subList(0, 50))
          .allMatch(judgement -> test(latent, judgement).positive());
      assertThat(judgements.subList(0, 50))
          .extracting(judgement -> test(latent, judgement).decile())
          .isSorted();
      assertThat(judgements.subList(50, 100))
          .noneMatch(judgement -> test(latent, judgement).positive());
    }
  }

  @Test
  void keepsFailedRepliesInPlace() {
    Judge moody =
        judge(
            (explanation, examples) ->
                examples.stream()
                    .<JudgeReply>map(example -> new JudgeReply.Failed(FailureReason.NO_ANSWER))
                    .toList());
    ScoredLatents scored =
        scorer(settings(1), EXPLAINER, moody).score(CORPUS, indicators(1), new SeededStreams(1));
    assertThat(scored.latents().get(0).judgements())
        .hasSize(200)
        .allMatch(
            judgement -> judgement.reply().equals(new JudgeReply.Failed(FailureReason.NO_ANSWER)));
  }

  @Test
  void refusesAJudgeThatLeavesExamplesOut() {
    Judge lazy = judge((explanation, examples) -> List.of(new JudgeReply.Scored(1, true)));
    ScoreLatents scoreLatents = scorer(settings(1), EXPLAINER, lazy);
    assertThatThrownBy(() -> scoreLatents.score(CORPUS, indicators(1), new SeededStreams(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 replies to 100 detection examples of latent 0");
  }

  @Test
  void givesEachCaseItsOwnReplyThoughTheJudgeSeesThemMixed() {
    List<Integer> firstTokens = new ArrayList<>();
    Judge recorder =
        judge(
            (explanation, examples) -> {
              examples.forEach(example -> firstTokens.add(example.tokenIds().hashCode()));
              return examples.stream()
                  .<JudgeReply>map(
                      example -> new JudgeReply.Scored(example.tokenIds().hashCode(), true))
                  .toList();
            });
    ScoredLatent latent =
        scorer(settings(1), EXPLAINER, recorder)
            .score(CORPUS, indicators(1), new SeededStreams(1))
            .latents()
            .get(0);
    List<Integer> inOrder = new ArrayList<>();
    for (Judgement judgement : latent.judgements()) {
      int hash = test(latent, judgement).tokenIds().hashCode();
      inOrder.add(hash);
      assertThat(judgement.reply()).isEqualTo(new JudgeReply.Scored(hash, true));
    }
    assertThat(firstTokens).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
  }

  @Test
  void showsTheJudgeOneKindOfExampleAtATime() {
    List<Set<Class<?>>> kinds = new ArrayList<>();
    Judge recorder =
        judge(
            (explanation, examples) -> {
              Set<Class<?>> classes = new HashSet<>();
              examples.forEach(example -> classes.add(example.getClass()));
              kinds.add(classes);
              return new LexicalJudge().judge(explanation, examples);
            });
    scorer(settings(1), EXPLAINER, recorder).score(CORPUS, indicators(1), new SeededStreams(1));
    assertThat(kinds)
        .containsExactly(Set.of(Example.Plain.class), Set.of(Example.Highlighted.class));
  }

  @Test
  void scoresOneScorerTheSameWhateverTheOthers() {
    ScoringSettings fuzzingOnly =
        new ScoringSettings(
            3, 16, 60, new SplitRule(40, 50, 50, 0), List.of(Scorer.FUZZING), RANDOM);
    ScoredLatents alone =
        scorer(fuzzingOnly, EXPLAINER, new LexicalJudge())
            .score(CORPUS, indicators(3), new SeededStreams(5));
    ScoredLatents both = score(indicators(3), 3, 5);
    for (int i = 0; i < 3; i++) {
      assertThat(alone.latents().get(i).judgements())
          .isEqualTo(
              both.latents().get(i).judgements().stream()
                  .filter(judgement -> judgement.scorer() == Scorer.FUZZING)
                  .toList());
    }
  }
}
