package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The section on judges and controls, and what language models write. */
class JudgesReportTest {

  private final StudyAttempt study = Studies.attempt(1);

  private static FinishedStudy judgedByALanguageModel() {
    return new FinishedStudy(Studies.judged("trained, step0"));
  }

  private static String markup(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style.*?</style>", "");
  }

  @Test
  void aLanguageModelStandsBesideItsControls() {
    FinishedStudy finished = judgedByALanguageModel();
    finished.run();
    String page = finished.file("report.html");
    assertThat(markup(page))
        .contains("Judges and controls")
        .contains("shuffled explanation")
        .contains("lexical baseline")
        .contains("over the baseline")
        .contains("Fuzzing AUROC by kind of negatives")
        .contains(">same-token <code>fuzzing.same_token.auroc.v1</code><")
        .contains("Answers that could not be used")
        .contains(">not-parsed<")
        .contains(">refused<")
        .contains("ranked lowest")
        .contains("Asked of the language model")
        .contains("<td class=\"\">1,200 ") // two SAEs of a variant, 600 requests each
        .contains("Embedding AUROC")
        .contains("Intruder accuracy")
        .contains("Simulation correlation")
        .contains("explainer.v1")
        .contains("made-up/model-7b")
        .contains("Windows it was tested on")
        .contains("judge says")
        .doesNotContain("NaN")
        .doesNotContain("{#")
        .doesNotContain("NOT_FOUND");
    assertThat(page).contains("\"kinds\":[{\"scorer\":\"fuzzing\"");
  }

  @Test
  void aLexicalJudgeHasItsControlAndNoMore() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.artifacts.latents.replaceAll(
        (id, latents) -> withJudgements(latents, JudgesReportTest::answered));
    finished.run();
    assertThat(markup(finished.file("report.html")))
        .contains("Judges and controls")
        .contains("shuffled explanation")
        .doesNotContain("over the baseline")
        .doesNotContain("Lexical baseline")
        .doesNotContain("kind of negatives")
        .doesNotContain("Asked of the language model")
        .doesNotContain("Answers that are missing")
        .doesNotContain("with failures")
        .doesNotContain("Prompts");
  }

  private static Judgement answered(Judgement judgement) {
    return scored(judgement, judgement.score());
  }

  private static Judgement scored(Judgement judgement, double score) {
    return new Judgement(
        judgement.scorer(),
        judgement.judge(),
        judgement.shuffled(),
        judgement.testWindow(),
        score,
        judgement.predicted(),
        "",
        judgement.highlighted());
  }

  @Test
  void shuffledExplanationsThatScoreAboveChanceAreAWarning() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.artifacts.latents.replaceAll(
        (id, latents) -> withJudgements(latents, JudgesReportTest::undecided));
    finished.run();
    assertThat(markup(finished.file("report.html")))
        .contains("margin of it? 4 of 4 do.")
        .doesNotContain("Not at chance");

    FinishedStudy leaking = new FinishedStudy(study);
    // The judge answers by something that is in the windows, not in the explanation.
    leaking.artifacts.latents.replaceAll(
        (id, latents) -> withJudgements(latents, JudgesReportTest::byTheWindowAlone));
    leaking.run();
    assertThat(markup(leaking.file("report.html")))
        .contains("Not at chance with shuffled explanations")
        .contains("Fuzzing AUROC, shuffled explanations of Trained is 1.000 [1.000, 1.000]")
        .contains("margin of it? 0 of 4 do.");
  }

  private static Judgement undecided(Judgement judgement) {
    return scored(judgement, 0.5);
  }

  private static Judgement byTheWindowAlone(Judgement judgement) {
    return scored(judgement, judgement.testWindow() < 20 ? 1 : 0); // the first 20 are positives
  }

  private static ScoredLatents withJudgements(
      ScoredLatents latents, UnaryOperator<Judgement> change) {
    return withLatents(
        latents,
        latent ->
            with(latent, latent.explanation(), latent.judgements().stream().map(change).toList()));
  }

  private static ScoredLatents withLatents(
      ScoredLatents latents, UnaryOperator<ScoredLatent> change) {
    return new ScoredLatents(
        latents.total(),
        latents.alive(),
        latents.eligible(),
        latents.tokens(),
        latents.latents().stream().map(change).toList(),
        latents.explainer(),
        latents.judges(),
        latents.languageModel(),
        latents.prompts(),
        latents.usage());
  }

  private static ScoredLatent with(
      ScoredLatent latent, Explanation explanation, List<Judgement> judgements) {
    return new ScoredLatent(
        latent.index(),
        explanation,
        latent.explanationWindows(),
        latent.testWindows(),
        judgements,
        latent.intruderTrials(),
        latent.simulations(),
        latent.activeWindows(),
        latent.activeTokens(),
        latent.maxActivation(),
        latent.tokens());
  }

  private static final List<String> HOSTILE =
      List.of(
          "</script><script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "\"><svg onload=alert(1)>",
          "' onmouseover='alert(1)",
          "<!--<script>",
          "]]></style><b>",
          "{page.name}{#for x in y}",
          "a\u2028alert(1)\u2029b",
          "safe\u202Egpj.exe\u202C \u2066x\u2069 \u200F",
          "nul\u0000bell\u0007escape\u001B[31m",
          "\uD800 alone");

  /** All of them, another one first for each latent: charts show the beginning only. */
  private static String hostile(int first) {
    List<String> turned = new ArrayList<>(HOSTILE);
    Collections.rotate(turned, first);
    return String.join(" ", turned);
  }

  @Test
  void whatALanguageModelWritesStaysText() {
    FinishedStudy finished = judgedByALanguageModel();
    finished.artifacts.latents.replaceAll(
        (id, latents) -> {
          List<ScoredLatent> changed = new ArrayList<>();
          for (ScoredLatent latent : latents.latents()) {
            String text = hostile(changed.size());
            changed.add(with(latent, new Explanation(text, List.of(), text), latent.judgements()));
          }
          return new ScoredLatents(
              latents.total(),
              latents.alive(),
              latents.eligible(),
              latents.tokens(),
              changed,
              latents.explainer(),
              latents.judges(),
              hostile(0),
              List.of(new PromptText(hostile(0), hostile(0))),
              latents.usage());
        });
    finished.run();
    String page = finished.file("report.html");
    // Data, ECharts and our script; nothing ends or begins one of them.
    assertThat(page.split("(?i)</script", -1)).hasSize(4);
    assertThat(page.split("(?i)<script", -1)).hasSize(4);
    assertThat(markup(page))
        .doesNotContain("<img")
        .doesNotContain("<svg")
        .doesNotContain("' onmouseover='")
        .doesNotContain("\"><svg");
    assertThat(
            Pattern.compile("[\\x00-\\x08\\x0E-\\x1F\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]"))
        .as("controls and marks of direction")
        .satisfies(hidden -> assertThat(hidden.matcher(markup(page)).find()).isFalse())
        .satisfies(hidden -> assertThat(hidden.matcher(data(page)).find()).isFalse());
    assertThat(data(page)).doesNotContain("<").doesNotContain("\\u202e");
  }

  private static String data(String page) {
    int from = page.indexOf("id=\"data\">") + "id=\"data\">".length();
    return page.substring(from, page.indexOf("</script>", from));
  }

  @Test
  void marksOfDirectionAreSpelledOut() {
    assertThat(VisibleText.of("a\u202Eb\u2028c\u0000d\te\nf"))
        .isEqualTo("a[U+202E]b[U+2028]c[U+0000]d\te\nf");
    // Letters of right-to-left scripts and joined emoji are letters.
    assertThat(VisibleText.of("שלום 👩\u200D🚀")).isEqualTo("שלום 👩\u200D🚀");
  }
}
