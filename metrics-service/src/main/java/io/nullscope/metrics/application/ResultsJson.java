package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.Evidence;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.LatentDiscrimination;
import io.nullscope.metrics.domain.LostAnswers;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tree of results.json. Undefined numbers are null; cells[] depends on nothing but the
 * artifacts.
 */
final class ResultsJson {

  static final int SCHEMA_VERSION = 5;

  private ResultsJson() {}

  static Map<String, Object> tree(StudyResults results) {
    StudyRecord study = results.study();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schemaVersion", SCHEMA_VERSION);
    tree.put("studyId", study.studyId());
    tree.put("name", study.name());
    tree.put("state", results.progress().outcome().name());
    tree.put("startedAt", study.startedAt().toString());
    tree.put("finishedAt", study.finishedAt().map(Object::toString).orElse(null));
    tree.put("spec", results.spec().map(StudySpec::toTree).orElse(null));
    tree.put("provenance", provenance(results));
    tree.put("notices", Notice.of(results.progress()).stream().map(ResultsJson::notice).toList());
    if (results.lostAnswers().requests() > 0) {
      tree.put("languageModels", languageModels(results.lostAnswers()));
    }
    tree.put("cells", results.cells().stream().map(ResultsJson::cell).toList());
    tree.put("verdicts", results.verdicts().stream().map(ResultsJson::verdict).toList());
    Map<String, Object> headlines = new LinkedHashMap<>();
    results.headlines().forEach((sae, headline) -> headlines.put(sae, headline.sentence()));
    tree.put("headlines", headlines);
    tree.put(
        "latentDiscrimination",
        results.discrimination().stream().map(ResultsJson::discrimination).toList());
    tree.put(
        "equalReconstruction",
        results.equalReconstruction().stream().map(ResultsJson::equalReconstruction).toList());
    tree.put("trust", results.trust().stream().map(ResultsJson::trust).toList());
    tree.put("checks", results.checks().stream().map(ResultsJson::check).toList());
    tree.put(
        "failures",
        results.progress().failures().stream()
            .sorted(Comparator.comparing(failure -> failure.stepId().value()))
            .map(ResultsJson::failure)
            .toList());
    return tree;
  }

  private static Map<String, Object> notice(Notice notice) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("text", notice.text());
    tree.put("variants", notice.variants());
    return tree;
  }

  private static Map<String, Object> languageModels(LostAnswers lost) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("requests", lost.requests());
    tree.put("withoutAnswer", lost.count());
    tree.put("shareWithoutAnswer", lost.share());
    tree.put("reasons", lost.reasons());
    return tree;
  }

  private static Map<String, Object> provenance(StudyResults results) {
    Map<String, Object> artifacts = new LinkedHashMap<>();
    Map<String, Object> origins = new LinkedHashMap<>();
    for (StudyProgress.Step step : results.progress().steps()) {
      if (step.state().succeeded()) {
        artifacts.put(step.id().value(), step.artifactId());
      }
      if (!step.note().isEmpty()) {
        origins.put(step.variant().id(), step.note());
      }
    }
    Map<String, Object> seeds = new LinkedHashMap<>();
    results
        .spec()
        .ifPresent(
            spec -> {
              seeds.put("study", spec.seed());
              seeds.put("variants", spec.variantSeeds());
              Map<String, Object> saes = new LinkedHashMap<>();
              spec.saes().forEach(sae -> saes.put(sae.name(), sae.seeds()));
              seeds.put("saes", saes);
            });
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("version", results.provenance().version());
    tree.put("engine", results.provenance().engine());
    tree.put("device", results.provenance().device());
    tree.put("seeds", seeds);
    tree.put("origins", origins);
    tree.put("artifacts", artifacts);
    if (!results.prompts().isEmpty()) {
      Map<String, Object> prompts = new LinkedHashMap<>();
      results.prompts().forEach(prompt -> prompts.put(prompt.id(), prompt.text()));
      tree.put("prompts", prompts);
    }
    return tree;
  }

  private static Map<String, Object> cell(StudyResults.Cell of) {
    CellRecord cell = of.record();
    CellKey key = cell.key();
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (MetricId id : MetricId.values()) {
      MetricValue value = cell.metrics().get(id.id());
      if (value != null) {
        metrics.put(id.id(), metric(value));
      }
    }
    Map<String, Object> curves = new LinkedHashMap<>();
    new TreeMap<>(cell.rocCurves()).forEach((scorer, curve) -> curves.put(scorer, curve(curve)));
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("variant", key.variant().kind().id());
    tree.put("variantSeed", key.variant().seed());
    tree.put("hookPoint", key.hookPoint().toString());
    tree.put("sae", key.sae());
    tree.put("saeSeed", key.saeSeed());
    tree.put("saeId", cell.saeId());
    tree.put("metrics", metrics);
    tree.put("rocCurves", curves);
    tree.put("counts", counts(cell.counts()));
    tree.put("positions", cell.positions().map(ResultsJson::positions).orElse(null));
    tree.put("languageModel", of.languageModel().isEmpty() ? null : of.languageModel());
    return tree;
  }

  private static Map<String, Object> metric(MetricValue value) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("value", value.value());
    tree.put("ciLow", value.ciLow());
    tree.put("ciHigh", value.ciHigh());
    tree.put("n", value.n());
    if (!value.note().isEmpty()) {
      tree.put("note", value.note());
    }
    return tree;
  }

  static List<Object> curve(RocCurve curve) {
    return curve.points().stream()
        .<Object>map(point -> List.of(point.falsePositiveRate(), point.truePositiveRate()))
        .toList();
  }

  private static Map<String, Object> counts(CellCounts counts) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("latentsAlive", counts.latentsAlive());
    tree.put("latentsEligible", counts.latentsEligible());
    tree.put("latentsScored", counts.latentsScored());
    tree.put("judgeFailures", counts.judgeFailures());
    tree.put("judgeFailuresByReason", counts.judgeFailuresByReason());
    tree.put("usage", usage(counts.usage()));
    return tree;
  }

  private static Map<String, Object> positions(CellPositions positions) {
    Map<String, Object> tree = new LinkedHashMap<>();
    positions
        .splits()
        .forEach(
            (name, split) -> {
              Map<String, Object> of = new LinkedHashMap<>();
              of.put("all", split.all());
              of.put("leftOut", new LinkedHashMap<String, Object>(split.leftOut()));
              tree.put(name, of);
            });
    positions.medianNorm().ifPresent(median -> tree.put("medianNorm", median));
    tree.put("topPercentShare", positions.topPercentShare());
    return tree;
  }

  private static Map<String, Object> usage(LanguageModelUsage usage) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("requests", usage.requests());
    tree.put("inputTokens", usage.inputTokens());
    tree.put("outputTokens", usage.outputTokens());
    tree.put("failures", usage.failures());
    tree.put("cost", usage.cost());
    return tree;
  }

  private static Map<String, Object> check(ControlCheck check) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", "shuffled-at-chance");
    tree.put("metric", check.metric().id());
    tree.put("variant", check.variant().id());
    tree.put("hookPoint", "all");
    tree.put("sae", check.sae());
    tree.put("passed", check.passed().orElse(null));
    tree.put("value", check.value().value());
    tree.put("ciLow", check.value().ciLow());
    tree.put("ciHigh", check.value().ciHigh());
    tree.put("n", check.value().n());
    tree.put("chance", check.chance());
    return tree;
  }

  static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("metric", verdict.metric());
    tree.put("sae", verdict.sae());
    tree.put("variant", verdict.variant());
    verdict.nullSae().ifPresent(sae -> tree.put("nullSae", sae));
    tree.put("hookPoint", verdict.hookPoint());
    Evidence evidence = verdict.evidence();
    tree.put("role", verdict.subject().role().name());
    tree.put("effect", evidence.effect());
    tree.put("ciLow", evidence.ciLow());
    tree.put("ciHigh", evidence.ciHigh());
    tree.put("scope", evidence.scope().name());
    tree.put("draws", evidence.draws());
    tree.put("saeSeeds", evidence.saeSeeds());
    tree.put("sdDraws", evidence.sdDraws());
    tree.put("sdWithin", evidence.sdWithin());
    tree.put("df", evidence.df());
    tree.put("pValue", evidence.pValue());
    tree.put("pAdjusted", evidence.pAdjusted());
    tree.put("margin", evidence.margin());
    tree.put("verdict", verdict.conclusion().name());
    tree.put("direction", verdict.direction().name());
    tree.put("reading", verdict.reading().name());
    tree.put("probabilityAbove", evidence.probabilityAbove());
    tree.put("rank", evidence.rank());
    tree.put("detectable", evidence.detectable());
    tree.put("sentence", verdict.sentence());
    if (!verdict.reason().isEmpty()) {
      tree.put("reason", verdict.reason());
    }
    return tree;
  }

  private static Map<String, Object> trust(TrustCard card) {
    Map<String, Object> answers = new LinkedHashMap<>();
    card.answers()
        .forEach(
            (question, answer) -> {
              Map<String, Object> of = new LinkedHashMap<>();
              of.put("answer", answer.says().name());
              of.put("detail", answer.detail());
              answers.put(question.name(), of);
            });
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("metric", card.metric().id());
    tree.put("sae", card.sae());
    tree.put("conclusion", card.conclusion());
    tree.put("answers", answers);
    return tree;
  }

  private static Map<String, Object> discrimination(ScoreDiscrimination of) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("metric", of.metric().id());
    tree.put("sae", of.sae());
    tree.put("variant", of.variant().id());
    tree.put("all", latents(of.plain()));
    tree.put("withinFrequency", latents(of.withinFrequency()));
    tree.put("withinEntropy", of.withinEntropy().map(ResultsJson::latents).orElse(null));
    return tree;
  }

  private static Map<String, Object> equalReconstruction(EqualReconstruction of) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("metric", of.metric().id());
    tree.put("sae", of.sae());
    tree.put("variant", of.variant().id());
    tree.put("matchedOn", of.matchedOn().id());
    tree.put("effect", of.effect());
    tree.put("ciLow", of.ciLow());
    tree.put("ciHigh", of.ciHigh());
    tree.put("draws", of.draws());
    tree.put("saeSeeds", of.saeSeeds());
    tree.put("hookPoints", of.hookPoints());
    if (!of.reason().isEmpty()) {
      tree.put("reason", of.reason());
    }
    return tree;
  }

  private static Map<String, Object> latents(LatentDiscrimination of) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("auroc", of.auroc());
    tree.put("ciLow", of.ciLow());
    tree.put("ciHigh", of.ciHigh());
    tree.put("difference", of.difference());
    tree.put("matched", of.matched());
    tree.put("draws", of.draws());
    return tree;
  }

  private static Map<String, Object> failure(StepFailure failure) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("stepId", failure.stepId().value());
    tree.put("step", failure.step());
    tree.put("code", failure.code());
    tree.put("message", failure.message());
    return tree;
  }
}
