package io.nullscope.autointerp.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.Digest;
import io.nullscope.autointerp.application.languagemodel.PromptDigests;
import io.nullscope.autointerp.fixture.MadeUpInterpreters;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.autointerp.fixture.TinyStudy;
import io.nullscope.study.DialectSpec.AnswerForm;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatentsRequestTest {

  private static final String OPEN_AI =
      "autointerp.explainer={kind: openai, baseUrl: 'http://localhost:1/v1', model: %s}";

  private static ArtifactRequest request(String... overrides) {
    return request(Optional.empty(), overrides);
  }

  private static ArtifactRequest request(Optional<AnswerForm> answers, String... overrides) {
    ArtifactId any = new ArtifactId(Digest.of(new byte[0]).hex());
    return LatentsRequest.of(
        TinyStudy.of(overrides),
        TinyStudy.CELL,
        new InterpretSae.Inputs(any, any, any, any, any, StoredCell.MODEL),
        MadeUpInterpreters.lexical().imported(),
        answers);
  }

  @Test
  void scoresByALanguageModelAreIdentifiedByTheTextsOfThePrompts() {
    assertThat(request(OPEN_AI.formatted("a")).configuration())
        .containsEntry("prompts", PromptDigests.all());
    assertThat(request().configuration()).doesNotContainKey("prompts");
  }

  /** The server may have learnt, or forgotten, to give log-probabilities between two runs. */
  @Test
  void theFormOfTheAnswersIdentifiesScores() {
    String a = OPEN_AI.formatted("a");
    ArtifactRequest graded = request(Optional.of(AnswerForm.GRADES), a);

    assertThat(graded.configuration()).containsEntry("answers", "grades");
    assertThat(request(Optional.of(AnswerForm.LOG_PROBABILITIES), a).id())
        .isNotEqualTo(graded.id());
  }

  @Test
  void modelsIdentifyScoresBudgetsDoNot() {
    String a = OPEN_AI.formatted("a");

    assertThat(request(OPEN_AI.formatted("b")).id()).isNotEqualTo(request(a).id());
    assertThat(request(a, "autointerp.budget={tokens: 5k}").id()).isEqualTo(request(a).id());
    assertThat(request(a, "autointerp.requests={concurrency: 3}").id()).isEqualTo(request(a).id());
  }
}
