package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.BOTH;
import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static io.nullscope.autointerp.application.SyntheticStudy.RANDOM;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static io.nullscope.autointerp.application.SyntheticStudy.judge;
import static io.nullscope.autointerp.application.SyntheticStudy.scorer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.Judgement;
import io.nullscope.autointerp.domain.LexicalIntruderJudge;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.LexicalSimulator;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.Simulation;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which judge sees which explanation on which windows. */
class ConditionsTest {

  /** Says which latent it is about; fails for latent 2. */
  private static final Explainer WRITER =
      new Explainer() {
        @Override
        public String kind() {
          return "writer";
        }

        @Override
        public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
          return latent == 2
              ? Explanation.failed(FailureReason.REFUSED)
              : new Explanation("latent " + latent, List.of());
        }
      };

  private static final Judge READER =
      judge(
          (explanation, examples) ->
              examples.stream()
                  .<JudgeReply>map(
                      example ->
                          new JudgeReply.Scored(
                              Integer.parseInt(explanation.text().substring(7)), true))
                  .toList());

  private static Panel panel(Explainer explainer, Judge judge) {
    return new Panel(
        explainer,
        new Respondents(judge, new LexicalSimulator(), new LexicalIntruderJudge()),
        Optional.of(EXPLAINER),
        Optional.of(judge));
  }

  private static ScoredLatents score(Panel panel, List<NegativeKind> kinds, Scorer... scorers) {
    ScoringSettings settings =
        new ScoringSettings(5, 16, 60, new SplitRule(40, 50, 50, 0), List.of(scorers), kinds);
    return scorer(settings, panel).score(CORPUS, indicators(5), new SeededStreams(3));
  }

  private static List<Judgement> of(
      ScoredLatent latent, Scorer scorer, String judge, boolean shuffled) {
    return latent.judgements().stream()
        .filter(
            judgement ->
                judgement.scorer() == scorer
                    && judgement.judge().equals(judge)
                    && judgement.shuffled() == shuffled)
        .toList();
  }

  @Test
  void everyConditionSeesItsWindows() {
    List<NegativeKind> kinds = List.of(NegativeKind.RANDOM, NegativeKind.CO_ACTIVE);
    ScoredLatents scored =
        score(panel(WRITER, READER), kinds, Scorer.FUZZING, Scorer.DETECTION, Scorer.EMBEDDING);

    assertThat(scored.judges()).containsExactly("made-up", "lexical");
    assertThat(scored.explainer()).isEqualTo("writer");
    for (ScoredLatent latent : scored.latents()) {
      int tests = latent.testWindows().size();
      assertThat(tests).isGreaterThan(100);
      for (Scorer scorer : BOTH) {
        assertThat(of(latent, scorer, "made-up", false))
            .extracting(Judgement::testWindow)
            .isEqualTo(indices(tests));
        assertThat(of(latent, scorer, "made-up", true))
            .extracting(Judgement::testWindow)
            .isEqualTo(indices(100));
        assertThat(of(latent, scorer, "lexical", false))
            .extracting(Judgement::testWindow)
            .isEqualTo(indices(tests));
        assertThat(of(latent, scorer, "lexical", true)).isEmpty();
      }
      for (boolean shuffled : new boolean[] {false, true}) {
        assertThat(of(latent, Scorer.EMBEDDING, "made-up", shuffled))
            .extracting(Judgement::testWindow)
            .isEqualTo(indices(100));
      }
      assertThat(latent.judgements()).hasSize(2 * (2 * tests + 100) + 2 * 100);
    }
  }

  private static List<Integer> indices(int size) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      indices.add(i);
    }
    return indices;
  }

  @Test
  void shuffledExplanationsAreThoseOfOthersEachOnce() {
    Map<Integer, Explanation> explanations = new HashMap<>();
    ScoredLatents scored = score(panel(WRITER, READER), RANDOM, Scorer.DETECTION);
    scored.latents().forEach(latent -> explanations.put(latent.index(), latent.explanation()));
    List<Integer> donors = new ArrayList<>();
    for (ScoredLatent latent : scored.latents()) {
      List<JudgeReply> replies =
          of(latent, Scorer.DETECTION, "made-up", true).stream()
              .map(Judgement::reply)
              .distinct()
              .toList();
      assertThat(replies).hasSize(1);
      donors.add(
          replies.get(0) instanceof JudgeReply.Scored scoredReply
              ? (int) scoredReply.score()
              : 2); // the one without an explanation
      assertThat(donors.get(donors.size() - 1)).isNotEqualTo(latent.index());
    }
    assertThat(donors).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(explanations.get(2).failure()).contains(FailureReason.REFUSED);
  }

  @Test
  void aLatentWithoutExplanationFailsEveryJudgementButTheBaseline() {
    ScoredLatent latent =
        score(panel(WRITER, READER), RANDOM, Scorer.DETECTION, Scorer.SIMULATION, Scorer.INTRUDER)
            .latents()
            .get(2);

    assertThat(of(latent, Scorer.DETECTION, "made-up", false))
        .hasSize(100)
        .allMatch(
            judgement ->
                judgement.reply().equals(new JudgeReply.Failed(FailureReason.NO_EXPLANATION)));
    assertThat(of(latent, Scorer.DETECTION, "made-up", true))
        .allMatch(judgement -> judgement.reply() instanceof JudgeReply.Scored);
    assertThat(of(latent, Scorer.DETECTION, "lexical", false))
        .allMatch(judgement -> judgement.reply() instanceof JudgeReply.Scored);
    assertThat(latent.simulations().get(0))
        .isEqualTo(
            new Simulation(
                "lexical", false, Double.NaN, 0, Map.of(FailureReason.NO_EXPLANATION, 100)));
    assertThat(latent.intruderTrials()).hasSize(2 * 10);
  }

  @Test
  void theBaselineJudgesTheLexicalExplanationOfTheSameWindows() {
    ScoredLatents withBaseline = score(panel(WRITER, READER), RANDOM, Scorer.FUZZING);
    ScoredLatents lexical = score(Panel.lexical(EXPLAINER), RANDOM, Scorer.FUZZING);

    assertThat(lexical.judges()).containsExactly("lexical");
    for (int i = 0; i < 5; i++) {
      assertThat(of(withBaseline.latents().get(i), Scorer.FUZZING, "lexical", false))
          .isEqualTo(of(lexical.latents().get(i), Scorer.FUZZING, "lexical", false));
    }
  }

  @Test
  void aSingleLatentHasNoShuffledExplanation() {
    ScoringSettings one =
        new ScoringSettings(1, 16, 60, new SplitRule(40, 50, 50, 0), BOTH, RANDOM);
    ScoredLatents scored =
        scorer(one, Panel.lexical(EXPLAINER)).score(CORPUS, indicators(5), new SeededStreams(3));
    assertThat(scored.latents().get(0).judgements()).hasSize(200).noneMatch(Judgement::shuffled);
  }

  @Test
  void onlyLatentsThatTheExplainerKnowsAreSampled() {
    Explainer few =
        new Explainer() {
          @Override
          public String kind() {
            return "none";
          }

          @Override
          public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
            return new Explanation("known", List.of());
          }

          @Override
          public boolean knows(int latent) {
            return latent == 1 || latent == 3;
          }
        };
    ScoredLatents scored = score(Panel.lexical(few), RANDOM, Scorer.DETECTION);
    assertThat(scored.latents()).extracting(ScoredLatent::index).containsExactly(1, 3);
    assertThat(scored.latentsEligible()).isEqualTo(5);
  }

  @Test
  void contrastWindowsReachTheExplainer() {
    List<Integer> silentShown = new ArrayList<>();
    Explainer recorder =
        new Explainer() {
          @Override
          public String kind() {
            return "recorder";
          }

          @Override
          public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
            assertThat(firing).allMatch(window -> window.maxActivation() > 0);
            assertThat(silent).allMatch(window -> window.maxActivation() == 0);
            silentShown.add(silent.size());
            return new Explanation("", List.of());
          }
        };
    ScoringSettings contrastive =
        new ScoringSettings(2, 16, 60, new SplitRule(40, 50, 50, 7), BOTH, RANDOM);
    ScoredLatents scored =
        scorer(contrastive, Panel.lexical(recorder))
            .score(CORPUS, indicators(2), new SeededStreams(3));
    assertThat(silentShown).containsExactly(7, 7);
    assertThat(scored.latents().get(0).explanationWindows()).hasSize(47);
  }

  @Test
  void refusesEmbeddingWithoutAJudgeForIt() {
    assertThatThrownBy(() -> score(Panel.lexical(EXPLAINER), RANDOM, Scorer.EMBEDDING))
        .hasMessageContaining("no judge for it");
  }

  @Test
  void theJudgeSeesNeitherKindNorLabelInTheOrder() {
    List<List<Example>> shown = new ArrayList<>();
    Judge recorder =
        judge(
            (explanation, examples) -> {
              shown.add(examples);
              return new LexicalJudge().judge(explanation, examples);
            });
    ScoredLatents scored =
        score(
            panel(EXPLAINER, recorder),
            List.of(NegativeKind.RANDOM, NegativeKind.CO_ACTIVE),
            Scorer.DETECTION);
    ScoredLatent first = scored.latents().get(0);
    List<Example> stored = new ArrayList<>();
    first.testWindows().forEach(test -> stored.add(test.plain()));
    assertThat(shown.get(0)).isNotEqualTo(stored).containsExactlyInAnyOrderElementsOf(stored);
  }
}
