package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.StepId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QuteReportTest {

  private static final String NASTY = "</script><img src=x onerror=alert(1)>'\"{page.name}&amp;";

  private final StudyAttempt study = Studies.attempt(1);

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style.*?</style>", "");
  }

  @Test
  void showsVerdictsLatentsAndProvenance() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    String page = withoutScripts(finished.file("report.html"));
    assertThat(page)
        .contains("<title>tiny · Nullscope</title>")
        .contains("against one null version of it")
        .contains("4 TopK SAEs with 64 latents and k = 4")
        .contains("Explained variance (R²)")
        .contains("vs Step 0")
        .contains("At a glance")
        .contains("How sure:")
        .contains("the model before its first training step")
        .contains("unreplicated")
        .contains("not comparable") // ce.recovered: zeroing a layer of the null hardly matters
        .doesNotContain("NaN")
        .contains("<option value=\"layers.1\">layers.1</option>")
        .contains("fuzzing AUROC")
        .contains("SHA-256 " + study.spec().hash());
    // Every opening of a template expression was filled in.
    assertThat(page).doesNotContain("{page").doesNotContain("{#").doesNotContain("NOT_FOUND");
  }

  @Test
  void severalConfigurationsAreShownOneAtATime() {
    FinishedStudy finished = new FinishedStudy(Studies.threeConfigurations());
    finished.run();
    String page = withoutScripts(finished.file("report.html"));

    assertThat(page)
        .contains("24 SAEs in 3 configurations")
        .contains("<option value=\"jumprelu\">jumprelu</option>")
        .contains("JumpReLU with 32 latents and L0 coefficient 0.001")
        .contains("its decoder stayed random: a null of topk-4")
        .contains("id=\"findings-topk-4\"")
        .contains("id=\"findings-random-decoder\"")
        .doesNotContain("NaN")
        .doesNotContain("{#")
        .doesNotContain("NOT_FOUND");
    assertThat(shown(page, "section data-sae=")).isEqualTo(1);
    assertThat(shown(page, "li data-sae=")).isEqualTo(1);
    // Variants over all hook points of the first configuration, SAE nulls over all hook points.
    assertThat(shown(page, "div [^>]*data-by=\"(verdict|sae-null)-hook-point\"")).isEqualTo(2);
    assertThat(shown(page, "div class=\"cards\"")).isEqualTo(1);
  }

  private static int shown(String page, String opening) {
    Matcher tags = Pattern.compile("<" + opening + "[^>]*>").matcher(page);
    return (int) tags.results().filter(tag -> !tag.group().contains(" hidden")).count();
  }

  @Test
  void saeNullsSayWhatTheMetricsDoNotSee() {
    FinishedStudy finished = new FinishedStudy(Studies.threeConfigurations());
    finished.run();

    assertThat(withoutScripts(finished.file("report.html")))
        .contains("SAE nulls")
        .contains("topk-4 vs random-decoder (its decoder stayed random)")
        .contains("topk-4 against random-decoder (its decoder stayed random): of ")
        .contains(" primary metrics, 0 tell the two apart; ")
        .contains(" are unreplicated (");
  }

  @Test
  void oneConfigurationNeedsNoChoice() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();

    assertThat(withoutScripts(finished.file("report.html")))
        .doesNotContain("SAE configuration")
        .doesNotContain("SAE nulls");
  }

  @Test
  void asksNobodyForAnything() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    String page = finished.file("report.html");
    String markup = withoutScripts(page);
    Matcher address = Pattern.compile("(?i)(src|href|action)\\s*=\\s*\"([^\"]*)\"").matcher(markup);
    while (address.find()) {
      assertThat(address.group(2)).matches("data:,|#.*");
    }
    assertThat(page).doesNotContain("@import").doesNotContain("url(http");
    // Three scripts, all inline: data, ECharts, ours.
    assertThat(page.split("<script", -1)).hasSize(4);
    assertThat(page).doesNotContain("<script src");
    assertThat(page).contains("echarts.init");
  }

  @Test
  void everyNullHasANameAMeaningAndAColourOfItsOwn() {
    StudyAttempt nulls =
        new StudyAttempt(
            "study-1",
            1,
            Studies.spec(
                "nulls",
                "trained, rerandomized-incl-embeddings, rerandomized-excl-embeddings, step0, control,"
                    + " permuted, spectrum, cascading-top-1, cascading-top-0, cascading-bottom-0,"
                    + " cascading-bottom-1, token-shuffled"));
    FinishedStudy finished = new FinishedStudy(nulls);
    finished.run();
    String page = finished.file("report.html");

    assertThat(withoutScripts(page))
        .contains("11 null versions of it")
        .contains("vs Permuted")
        .contains("the entries of each weight tensor in random order")
        .contains("vs Spectrum")
        .contains("vs Cascading, top 1")
        .contains("weights drawn anew from layer 1 to the end; the layers below are as trained")
        .contains("vs Cascading, bottom 0")
        .contains(
            "weights drawn anew from the embeddings to layer 0; the layers above are as trained")
        .contains("vs Token-shuffled")
        .contains("the trained weights, on text whose tokens are in random order");
    Set<String> colours = new HashSet<>();
    Matcher colour = Pattern.compile("--variant-[a-z0-9-]+: (#[0-9A-F]{6});").matcher(page);
    while (colour.find()) {
      assertThat(colours.add(colour.group(1))).as(colour.group(1)).isTrue();
    }
    assertThat(colours).hasSize(24); // in the light and in the dark
  }

  @Test
  void freshInitialisationIsNotCalledACheckpoint() {
    FinishedStudy finished = new FinishedStudy(study);
    List<StudyFact> facts = Studies.facts(study).stream().map(QuteReportTest::freshStep0).toList();
    finished.run(facts);
    assertThat(withoutScripts(finished.file("report.html")))
        .contains("Step 0 (fresh initialisation)");
    FinishedStudy checkpoint = new FinishedStudy(study);
    checkpoint.run();
    assertThat(checkpoint.file("report.html")).doesNotContain("fresh initialisation");
  }

  @Test
  void noticesStandOnTheFirstScreen() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run(Studies.facts(study).stream().map(QuteReportTest::noticed).toList());
    String page = withoutScripts(finished.file("report.html"));
    assertThat(page)
        .contains("<a href=\"#notices\">Notices</a>")
        .contains("<dt>config.json has a field &lt;b&gt;.</dt><dd>About trained/0, ");
    assertThat(page.indexOf("id=\"notices\"")).isLessThan(page.indexOf("id=\"verdicts\""));
    assertThat(finished.file("results.json")).contains("\"text\": \"config.json has a field <b>\"");

    FinishedStudy plain = new FinishedStudy(study);
    plain.run();
    assertThat(withoutScripts(plain.file("report.html"))).doesNotContain("notices");
  }

  private static StudyFact noticed(StudyFact fact) {
    return fact instanceof StudyFact.VariantReady ready
        ? new StudyFact.VariantReady(
            ready.study(),
            ready.variant(),
            ready.variantId(),
            ready.shape(),
            ready.origin(),
            List.of("config.json has a field <b>"),
            false)
        : fact;
  }

  private static StudyFact freshStep0(StudyFact fact) {
    return fact instanceof StudyFact.VariantReady ready
            && ready.variant().kind().equals(VariantKind.STEP0)
        ? new StudyFact.VariantReady(
            ready.study(),
            ready.variant(),
            ready.variantId(),
            ready.shape(),
            "fresh initialisation of the family",
            List.of(),
            false)
        : fact;
  }

  @Test
  void textsFromStrangersStayText() {
    StudyAttempt named =
        new StudyAttempt("study-1", 1, Studies.spec("\"" + "<b>tiny</b>" + "\"", "trained, step0"));
    FinishedStudy finished = new FinishedStudy(named);
    finished.artifacts.latents.replaceAll((id, latents) -> nasty(latents));
    List<StudyFact> facts = new ArrayList<>(Studies.facts(named));
    finished.run(facts);
    String page = finished.file("report.html");
    String markup = withoutScripts(page);
    assertThat(markup).doesNotContain("<img").doesNotContain("<b>tiny");
    assertThat(markup).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
    assertThat(markup).contains("&lt;b&gt;tiny&lt;/b&gt;");
    // The explanation is in the data of the charts as well, where it cannot end the script.
    assertThat(page.split("</script>", -1)).hasSize(4);
    assertThat(page.contains("\\u003c/script\\u003e\\u003cimg src=x")).isTrue();
    // Not taken for a template expression.
    assertThat(markup).contains("{page.name}");
  }

  private static ScoredLatents nasty(ScoredLatents latents) {
    return new ScoredLatents(
        latents.total(),
        latents.alive(),
        latents.eligible(),
        latents.tokens(),
        latents.latents().stream().map(QuteReportTest::nasty).toList(),
        latents.explainer(),
        latents.judges(),
        latents.languageModel(),
        latents.prompts(),
        latents.usage());
  }

  private static ScoredLatent nasty(ScoredLatent latent) {
    return new ScoredLatent(
        latent.index(),
        new Explanation(NASTY, List.of(), ""),
        latent.explanationWindows().stream()
            .map(
                window ->
                    new ContextWindow(
                        window.tokenIds(),
                        Collections.nCopies(window.length(), NASTY),
                        window.activations(),
                        0))
            .toList(),
        latent.testWindows(),
        latent.judgements(),
        latent.intruderTrials(),
        latent.simulations(),
        latent.activeWindows(),
        latent.activeTokens(),
        latent.maxActivation(),
        latent.tokens());
  }

  @Test
  void aStudyThatDoesNotFitItsModelHasAReport() {
    StudySpec wide =
        StudySpecReader.withOverrides(
                Studies.yaml("wide", "trained, step0"), List.of("sae={expansion: 1, k: 32}"))
            .orThrow();
    StudyAttempt misfit = new StudyAttempt("study-1", 1, wide);
    FinishedStudy finished = new FinishedStudy(study);
    VariantKey trained = new VariantKey(VariantKind.TRAINED, 0);
    finished.run(
        List.of(
            new StudyFact.VariantReady(
                misfit, trained, "v", Studies.SHAPE, "checkpoint", List.of(), false)));

    assertThat(withoutScripts(finished.file("report.html")))
        .contains("TOO_FEW_LATENTS")
        .contains("by 0 TopK SAEs, at");
  }

  @Test
  void aSingleHookPointIsNotShownTwice() {
    FinishedStudy finished = new FinishedStudy(Studies.singleHookPoint());
    finished.run();

    assertThat(withoutScripts(finished.file("report.html")))
        .contains("at layers.1, the only hook point")
        .doesNotContain("all hook points")
        .doesNotContain("<select id=\"verdict-hook-point\"");
  }

  @Test
  void metricsStandWithTheirIdsAndMeanings() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();

    assertThat(withoutScripts(finished.file("report.html")))
        .contains("Cross-entropy, clean, nats/token <code>ce.clean.v1</code>")
        .contains("<td>Next-token cross-entropy of the variant itself.</td>")
        .contains(
            "Cross-entropy recovered: 0 of 2 hook points are left: there is no value in step0/0/")
        .contains("of a t-test of one case against the draws")
        .doesNotContain("title=");
  }

  @Test
  void failuresComeFirst() {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run(List.of(Studies.failure(study, StepId.study(), "INVALID_STUDY")));
    String page = withoutScripts(finished.file("report.html"));
    assertThat(page).contains("What failed").contains("INVALID_STUDY").contains("failed");
    assertThat(page).contains("Nothing to compare");
  }
}
