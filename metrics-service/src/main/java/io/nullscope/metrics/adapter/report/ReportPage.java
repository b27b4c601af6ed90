package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.Notice;
import io.nullscope.metrics.application.StepFailure;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyRecord;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.application.StudyState;
import io.nullscope.metrics.domain.LostAnswers;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Everything that the template shows as text. */
public record ReportPage(
    String name,
    String studyId,
    String state,
    boolean failed,
    String lostAnswers,
    String compared,
    List<VariantStyle> variants,
    List<SaeView> saes,
    SaeNulls saeNulls,
    List<Choice> verdictHookPoints,
    List<Choice> saeNullHookPoints,
    List<Choice> latentHookPoints,
    List<Fact> reading,
    List<Glossary.Entry> glossary,
    Checks checks,
    PositionsView positions,
    List<Fact> notices,
    List<PromptText> prompts,
    List<Counts> counts,
    List<Fact> provenance,
    List<StepFailure> failures) {

  /** Whether anybody judged anything. */
  public boolean judged() {
    return saes.stream().anyMatch(sae -> sae.judges().present());
  }

  /** The colours of the variants, for the style sheet. */
  public String palette() {
    return Swatch.css(variants);
  }

  /** Whether a language model was asked. */
  public boolean asked() {
    return saes.stream().anyMatch(sae -> !sae.judges().usage().isEmpty());
  }

  /** An option of a list to choose from. */
  public record Choice(String id, String label) {}

  /** A row of the table of survivors. */
  public record Counts(
      VariantStyle variant,
      String cell,
      String alive,
      String eligible,
      String scored,
      String failures) {}

  public record Fact(String name, String value) {}

  static List<VariantStyle> styles(StudyResults results) {
    List<VariantKind> kinds =
        results
            .spec()
            .map(StudySpec::variants)
            .orElseGet(
                () ->
                    results.cells().stream()
                        .map(cell -> cell.record().key().variant().kind())
                        .distinct()
                        .toList());
    return kinds.stream().map(kind -> VariantStyle.of(kind, results.progress())).toList();
  }

  static ReportPage of(StudyResults results) {
    List<VariantStyle> variants = styles(results);
    Map<String, VariantStyle> byId = new LinkedHashMap<>();
    variants.forEach(variant -> byId.put(variant.id(), variant));
    StudyRecord study = results.study();
    List<SaeView> saes = SaeView.of(results, variants, byId);
    SaeNulls saeNulls = SaeNulls.of(results);
    StudyState state = results.progress().outcome();
    LostAnswers lost = results.lostAnswers();
    return new ReportPage(
        study.name(),
        study.studyId(),
        state != StudyState.COMPLETED
            ? "failed"
            : lost.any() ? "completed with failures" : "completed",
        state != StudyState.COMPLETED || lost.any(),
        lost.any() ? VisibleText.of(lost.sentence()) : "",
        results.spec().map(spec -> compared(results, spec)).orElse(""),
        variants,
        saes,
        saeNulls,
        choices(saes.stream().flatMap(sae -> sae.verdicts().tables().stream()).toList()),
        choices(saeNulls.verdicts().tables()),
        saes.stream()
            .flatMap(sae -> sae.latents().hookPoints().stream())
            .map(point -> new Choice(point.label(), point.label()))
            .distinct()
            .toList(),
        Reading.of(results),
        Glossary.of(results),
        Checks.of(results, byId),
        PositionsView.of(results, byId),
        Notice.of(results.progress()).stream()
            .map(
                notice ->
                    new Fact(String.join(", ", notice.variants()), VisibleText.of(notice.text())))
            .toList(),
        results.prompts().stream()
            .map(
                prompt ->
                    new PromptText(VisibleText.of(prompt.id()), VisibleText.of(prompt.text())))
            .toList(),
        results.cells().stream().map(cell -> counts(cell.record(), byId)).toList(),
        provenance(results),
        results.progress().failures().stream()
            .sorted(Comparator.comparing(failure -> failure.stepId().value()))
            .toList());
  }

  private static List<Choice> choices(List<VerdictTables.Table> tables) {
    return tables.stream()
        .map(table -> new Choice(table.hookPoint(), table.label()))
        .distinct()
        .toList();
  }

  private static String compared(StudyResults results, StudySpec spec) {
    long hookPoints =
        results.cells().stream().map(cell -> cell.record().key().hookPoint()).distinct().count();
    long nulls = spec.variants().stream().filter(kind -> !kind.equals(VariantKind.TRAINED)).count();
    String demo =
        isDemo(spec.model().source())
            ? " This is the demo: a small model that was trained for it, on text that the model"
                + " itself wrote."
            : "";
    return ("A sparse autoencoder's score means something only if a model that has learned nothing"
            + " scores worse. Here the trained model %s is measured against %s, by %s, at"
            + " %s.%s")
        .formatted(
            modelName(spec),
            nulls == 1 ? "one null version of it" : nulls + " null versions of it",
            saes(results, spec),
            plural(hookPoints, "hook point"),
            demo);
  }

  private static String saes(StudyResults results, StudySpec spec) {
    int cells = results.cells().size();
    if (spec.saes().size() > 1) {
      return "%s in %d configurations".formatted(plural(cells, "SAE"), spec.saes().size());
    }
    SaeSpec sae = spec.saes().get(0);
    return plural(cells, SaeText.architecture(sae) + " SAE")
        + SaeText.size(sae, results.progress());
  }

  private static boolean isDemo(String source) {
    return source.equals(ModelSpec.DEMO_SOURCE);
  }

  /** The last part of where the model lies: the whole path stands under provenance. */
  private static String modelName(StudySpec spec) {
    String source = spec.model().source().replaceAll("/+$", "");
    return source.substring(Math.max(source.lastIndexOf('/'), source.indexOf(':')) + 1);
  }

  private static Counts counts(CellRecord cell, Map<String, VariantStyle> styles) {
    return new Counts(
        styles.get(cell.key().variant().kind().id()),
        cell.key().id(),
        Numbers.count(cell.counts().latentsAlive()),
        Numbers.count(cell.counts().latentsEligible()),
        Numbers.count(cell.counts().latentsScored()),
        Numbers.count(cell.counts().judgeFailures()));
  }

  private static List<Fact> provenance(StudyResults results) {
    StudyRecord study = results.study();
    List<Fact> facts = new ArrayList<>();
    String models =
        results.cells().stream()
            .map(StudyResults.Cell::languageModel)
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    facts.add(new Fact("Study", study.studyId() + ", attempt " + study.attempt()));
    results.spec().ifPresent(spec -> describe(spec, facts));
    study
        .shape()
        .ifPresent(
            shape ->
                facts.add(
                    new Fact(
                        "Model shape",
                        "%s, %d layers, width %d, vocabulary %s"
                            .formatted(
                                shape.family(),
                                shape.layers(),
                                shape.width(),
                                Numbers.count(shape.vocabulary())))));
    for (StudyProgress.Step step : results.progress().steps()) {
      if (!step.note().isEmpty()) {
        facts.add(new Fact("Weights of " + step.variant().id(), step.note()));
      }
    }
    if (!models.isEmpty()) {
      facts.add(new Fact("Language model", VisibleText.of(models)));
    }
    facts.add(
        new Fact(
            "Computed by",
            "Nullscope %s, %s, %s"
                .formatted(
                    results.provenance().version(),
                    results.provenance().engine(),
                    results.provenance().device())));
    study
        .finishedAt()
        .ifPresent(
            end ->
                facts.add(
                    new Fact(
                        "Time",
                        "%s, %d s"
                            .formatted(
                                study.startedAt(),
                                Duration.between(study.startedAt(), end).toSeconds()))));
    return facts;
  }

  private static void describe(StudySpec spec, List<Fact> facts) {
    CorpusSpec corpus = spec.corpus();
    facts.add(new Fact("Specification", "SHA-256 " + spec.hash()));
    facts.add(new Fact("Model", spec.model().source() + " @ " + spec.model().revision()));
    if (isDemo(spec.model().source())) {
      facts.add(
          new Fact(
              "Demo model",
              "bundled; GPT-NeoX of Pythia's shape, trained for this demo on children's stories and"
                  + " classic books"));
    }
    if (isDemo(corpus.source())) {
      facts.add(
          new Fact(
              "Demo corpus",
              "bundled; sampled from the demo model at temperature 1, so no text that anybody else"
                  + " wrote"));
    }
    facts.add(
        new Fact(
            "Corpus",
            "%s, context %d; tokens: %s training, %s evaluation, %s interpretation"
                .formatted(
                    corpus.source(),
                    corpus.contextLength(),
                    Numbers.count(corpus.trainTokens()),
                    Numbers.count(corpus.evalTokens()),
                    Numbers.count(corpus.interpTokens()))));
    facts.add(
        new Fact(
            "Seeds",
            "study %d; variants %s; SAEs %s"
                .formatted(spec.seed(), spec.variantSeeds(), saeSeeds(spec))));
  }

  private static String saeSeeds(StudySpec spec) {
    return spec.saes().size() == 1
        ? spec.saes().get(0).seeds().toString()
        : spec.saes().stream()
            .map(sae -> sae.name() + " " + sae.seeds())
            .collect(Collectors.joining(", "));
  }

  private static String plural(long count, String what) {
    return count == 1 ? "one " + what : Numbers.count(count) + " " + what + "s";
  }
}
