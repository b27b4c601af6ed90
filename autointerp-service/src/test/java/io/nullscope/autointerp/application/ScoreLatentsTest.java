package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.BOTH;
import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static io.nullscope.autointerp.application.SyntheticStudy.RANDOM;
import static io.nullscope.autointerp.application.SyntheticStudy.auroc;
import static io.nullscope.autointerp.application.SyntheticStudy.cache;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static io.nullscope.autointerp.application.SyntheticStudy.of;
import static io.nullscope.autointerp.application.SyntheticStudy.score;
import static io.nullscope.autointerp.application.SyntheticStudy.scorer;
import static io.nullscope.autointerp.application.SyntheticStudy.settings;
import static io.nullscope.autointerp.application.SyntheticStudy.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatent;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.autointerp.domain.TestWindow;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.Window;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreLatentsTest {

  @Test
  void countsLatentsAndTokens() {
    SyntheticCache cache =
        cache()
            .with(SyntheticCache.dead())
            .with(SyntheticCache.indicator(3))
            .with((position, tokenId, random) -> position == 7 ? 1 : 0)
            .with(SyntheticCache.noise(0.01))
            .with(SyntheticCache.indicator(4));
    ScoredLatents scored = score(cache, 2, 1);
    assertThat(scored.latentsTotal()).isEqualTo(5);
    assertThat(scored.latentsAlive()).isEqualTo(4);
    assertThat(scored.latentsEligible()).isEqualTo(3);
    assertThat(scored.tokens()).isEqualTo(16_384);
    assertThat(scored.explainer()).isEqualTo("lexical");
    assertThat(scored.latents())
        .hasSize(2)
        .extracting(ScoredLatent::index)
        .isSorted()
        .isSubsetOf(1, 3, 4);
    assertThat(cache.reads()).isEqualTo(2);
  }

  @Test
  void reportsHowOftenEachLatentFires() {
    ScoredLatent scored =
        score(
                cache()
                    .with(SyntheticCache.dead())
                    .with((position, tokenId, random) -> tokenId == 5 ? 1.5f : 0),
                5,
                1)
            .latents()
            .get(0);
    Set<Long> windows = new HashSet<>();
    long tokens = 0;
    for (long position = 0; position < CORPUS.tokens(); position++) {
      if (CORPUS.tokenId(position) == 5) {
        tokens++;
        windows.add(position / 16);
      }
    }
    assertThat(scored.index()).isEqualTo(1);
    assertThat(scored.activeTokens()).isEqualTo(tokens);
    assertThat(scored.activeWindows()).isEqualTo(windows.size());
    assertThat(scored.maxActivation()).isEqualTo(1.5);
  }

  @Test
  void scoresTheSameForTheSameSeed() {
    assertThat(score(indicators(10), 4, 5)).isEqualTo(score(indicators(10), 4, 5));
    assertThat(score(indicators(10), 4, 5)).isNotEqualTo(score(indicators(10), 4, 6));
  }

  @Test
  void scoresALatentTheSameWhateverTheOthers() {
    ScoredLatents few = score(indicators(3), 50, 5);
    ScoredLatents many = score(indicators(12), 50, 5);
    assertThat(many.latents()).hasSize(12);
    for (int i = 0; i < 3; i++) {
      ScoredLatent one = few.latents().get(i);
      ScoredLatent same = many.latents().get(i);
      assertThat(same.explanation()).isEqualTo(one.explanation());
      assertThat(same.explanationWindows()).isEqualTo(one.explanationWindows());
      assertThat(same.testWindows()).isEqualTo(one.testWindows());
      for (Scorer scorer : BOTH) {
        assertThat(of(same, scorer)).isEqualTo(of(one, scorer));
      }
    }
  }

  @Test
  void drawsForEachLatentFromItsOwnStreams() {
    SyntheticCache.Latent constant = (position, tokenId, random) -> tokenId == 5 ? 1 : 0;
    ScoredLatents twins = score(cache().with(constant).with(constant), 2, 5);
    assertThat(twins.latents().get(0).explanationWindows())
        .isNotEqualTo(twins.latents().get(1).explanationWindows());
  }

  @Test
  void testsOnWindowsThatTheExplainerNeverSaw() {
    SyntheticCache cache =
        indicators(5).with(SyntheticCache.noise(0.005)).with(SyntheticCache.noise(0.3));
    for (ScoredLatent latent : score(cache, 7, 3).latents()) {
      Set<Long> explanation =
          new HashSet<>(latent.explanationWindows().stream().map(Window::start).toList());
      assertThat(explanation).hasSameSizeAs(latent.explanationWindows());
      for (Scorer scorer : BOTH) {
        List<Long> tested =
            of(latent, scorer).stream()
                .map(judgement -> test(latent, judgement).window().start())
                .toList();
        assertThat(tested).doesNotHaveDuplicates().doesNotContainAnyElementsOf(explanation);
      }
      for (TestWindow test : latent.testWindows()) {
        assertThat(test.window().maxActivation() > 0).isEqualTo(test.positive());
        assertThat(test.decile()).isBetween(test.positive() ? 0 : -1, test.positive() ? 9 : -1);
        assertThat(test.window().start() / 64)
            .as("context")
            .isEqualTo((test.window().start() + 15) / 64);
        assertThat(test.highlighted()).isNotEmpty();
      }
    }
  }

  @Test
  void takesWhatAnEligibleLatentWithTheFewestWindowsHas() {
    SyntheticCache cache =
        cache()
            .with((position, tokenId, random) -> position % 16 == 15 && position / 16 < 60 ? 1 : 0)
            .with((position, tokenId, random) -> position % 16 == 15 && position / 16 < 59 ? 1 : 0);
    ScoredLatents scored = score(cache, 5, 1);
    assertThat(scored.latentsEligible()).isEqualTo(1);
    assertThat(scored.latents().get(0).explanationWindows()).hasSize(30);
    assertThat(of(scored.latents().get(0), Scorer.FUZZING)).hasSize(80);
  }

  @Test
  void hasNoNegativesForALatentThatFiresEverywhere() {
    ScoredLatent latent =
        score(cache().with((position, tokenId, random) -> 1), 1, 1).latents().get(0);
    assertThat(latent.judgements())
        .hasSize(100)
        .allMatch(judgement -> test(latent, judgement).positive());
    assertThat(latent.testWindows()).allMatch(test -> test.highlighted().size() == 16);
  }

  @Test
  void scoresNothingWhenNoLatentIsEligible() {
    ScoredLatents scored = score(cache().with(SyntheticCache.dead()), 5, 1);
    assertThat(scored.latents()).isEmpty();
    assertThat(scored.latentsEligible()).isZero();
    assertThat(score(cache(), 5, 1).latentsTotal()).isZero();
  }

  @Test
  void refusesACacheOfAnotherCorpusOrSae() {
    ScoreLatents scoreLatents = scorer(settings(1), EXPLAINER, new LexicalJudge());
    assertThatThrownBy(() -> scoreLatents.score(CORPUS, entry(16_384, 0), new SeededStreams(1)))
        .hasMessageContaining("token 16384 lies outside");
    assertThatThrownBy(() -> scoreLatents.score(CORPUS, entry(0, 3), new SeededStreams(1)))
        .hasMessageContaining("latent 3");
  }

  @Test
  void refusesWindowsThatDoNotTileTheContexts() {
    ScoringSettings uneven =
        new ScoringSettings(1, 15, 60, new SplitRule(40, 50, 50, 0), BOTH, RANDOM);
    assertThatThrownBy(
            () ->
                scorer(uneven, EXPLAINER, new LexicalJudge())
                    .score(CORPUS, indicators(1), new SeededStreams(1)))
        .hasMessageContaining("windows of 15 tokens do not tile contexts of 64 tokens");
  }

  @Test
  void refusesSettingsThatScoreNothing() {
    SplitRule split = new SplitRule(40, 50, 50, 0);
    assertThatThrownBy(() -> new ScoringSettings(0, 16, 60, split, BOTH, RANDOM))
        .hasMessageContaining("0 latents");
    assertThatThrownBy(() -> new ScoringSettings(1, 16, 1, split, BOTH, RANDOM))
        .hasMessageContaining("at least two");
    assertThatThrownBy(() -> new ScoringSettings(1, 16, 60, split, List.of(), RANDOM))
        .hasMessageContaining("at least one");
    assertThatThrownBy(
            () ->
                new ScoringSettings(
                    1, 16, 60, split, Collections.nCopies(2, Scorer.FUZZING), RANDOM))
        .hasMessageContaining("name each once");
    assertThatThrownBy(
            () -> new ScoringSettings(1, 16, 60, split, BOTH, List.of(NegativeKind.NEAREST)))
        .hasMessageContaining("RANDOM among them");
  }

  @Test
  void scoresALongCorpusOfWhichLittleIsKept() {
    // 2^24 tokens, passed twice; a firing every 2^15 tokens. Nothing is kept for each token.
    TokenCorpus endless =
        new TokenCorpus() {
          @Override
          public long tokens() {
            return 1L << 24;
          }

          @Override
          public int contextLength() {
            return 64;
          }

          @Override
          public int tokenId(long position) {
            return position % (1L << 15) == 5 ? 1 : 2 + (int) (position % 97);
          }

          @Override
          public boolean allCount() {
            return true;
          }

          @Override
          public boolean counts(long position) {
            return true;
          }

          @Override
          public int documentId(long position) {
            return (int) (position >>> 20);
          }
        };
    LatentActivationSource rare =
        new LatentActivationSource() {
          @Override
          public int latents() {
            return 1;
          }

          @Override
          public void read(Visitor visitor) {
            for (long position = 5; position < endless.tokens(); position += 1L << 15) {
              visitor.entry(position, 0, 1 + position % 3);
            }
          }
        };
    ScoredLatents scored =
        scorer(settings(1), EXPLAINER, new LexicalJudge())
            .score(endless, rare, new SeededStreams(1));
    assertThat(scored.latents().get(0).activeWindows()).isEqualTo(512);
    assertThat(auroc(scored, Scorer.DETECTION)).isEqualTo(1);
  }

  private static LatentActivationSource entry(long position, int latent) {
    return new LatentActivationSource() {
      @Override
      public int latents() {
        return 3;
      }

      @Override
      public void read(Visitor visitor) {
        visitor.entry(position, latent, 1);
      }
    };
  }
}
