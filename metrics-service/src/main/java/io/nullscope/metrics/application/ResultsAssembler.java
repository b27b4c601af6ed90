package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Panel;
import io.nullscope.metrics.domain.PromptText;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers what is known about a study and compares its variants. Goes through the cells one by one:
 * of the scored latents, which are large, only the scores and a few windows stay in memory.
 */
final class ResultsAssembler {

  private static final int CARDS_PER_CELL = 3;
  private static final int HOOK_POINTS_WITH_CARDS = 3;

  private final ReadModel readModel;
  private final Artifacts artifacts;
  private final SeedComparison seeds;
  private final Provenance provenance;

  ResultsAssembler(
      ReadModel readModel, Artifacts artifacts, Dictionaries dictionaries, Provenance provenance) {
    this.readModel = readModel;
    this.artifacts = artifacts;
    this.seeds = new SeedComparison(artifacts, dictionaries);
    this.provenance = provenance;
  }

  /**
   * Everything about the study, as the read model has it now.
   *
   * @param pause called now and then, by several threads; what it throws ends the work
   */
  StudyResults assemble(String studyId, Runnable pause) {
    StudyProgress progress = new StudyQueries(readModel, artifacts).progress(studyId);
    List<CellRecord> records =
        readModel.snapshot(tables -> tables.cells().all(studyId)).stream()
            .filter(cell -> !cell.saeId().isEmpty())
            .toList();
    if (progress.study().spec().isEmpty()) {
      return new StudyResults(
          progress,
          provenance,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());
    }
    return assemble(progress, progress.study().spec().get(), records, pause);
  }

  private StudyResults assemble(
      StudyProgress progress, StudySpec spec, List<CellRecord> unordered, Runnable pause) {
    List<CellRecord> records =
        seeds.compared(
            spec,
            unordered.stream().sorted(Comparator.comparing(CellRecord::key, order(spec))).toList(),
            pause);
    Set<PromptText> prompts = new LinkedHashSet<>();
    Set<HookPoint> withCards = hookPointsWithCards(records);
    Set<String> kindsWithCards = new HashSet<>();
    List<StudyResults.Cell> cells = new ArrayList<>();
    List<StudyResults.Card> cards = new ArrayList<>();
    VerdictsRequest request = VerdictsRequest.of(spec, records);
    Optional<List<Verdict>> known = artifacts.findVerdicts(request);
    UnitsReader reader = new UnitsReader(artifacts, StudyPanel.of(spec));
    List<CellUnits> units = new ArrayList<>();
    for (CellRecord record : records) {
      pause.run();
      Optional<ScoredLatents> scored = record.latentsId().map(artifacts::scoredLatents);
      scored.ifPresent(latents -> prompts.addAll(latents.prompts()));
      cells.add(cell(spec, record, scored));
      if (known.isEmpty()) {
        units.add(reader.read(record.key(), record.metricsIds(), scored));
      }
      HookPoint point = record.key().hookPoint();
      String kind = record.key().variant().kind() + "/" + point + "/" + record.key().sae();
      // One seed of each variant and SAE configuration is enough to look at.
      if (withCards.contains(point) && kindsWithCards.add(kind)) {
        scored.ifPresent(latents -> addCards(spec, record, latents, cards));
      }
    }
    List<Verdict> verdicts =
        known.orElseGet(
            () -> compare(spec, units, reader.unigramEntropy(metricsIds(records)), request, pause));
    return new StudyResults(
        progress,
        provenance,
        cells,
        verdicts,
        cards,
        VariantScore.of(spec, cells),
        ScoreDiscrimination.of(spec, cells),
        EqualReconstruction.of(spec, records),
        List.copyOf(prompts));
  }

  private static List<Map<MetricGroup, String>> metricsIds(List<CellRecord> records) {
    return records.stream().map(CellRecord::metricsIds).toList();
  }

  private static StudyResults.Cell cell(
      StudySpec spec, CellRecord record, Optional<ScoredLatents> scored) {
    return scored
        .map(
            latents -> {
              Panel panel = StudyPanel.of(spec);
              return new StudyResults.Cell(
                  record,
                  latents.latents().stream().map(l -> LatentSummary.of(l, panel)).toList(),
                  latents.languageModel());
            })
        .orElseGet(() -> new StudyResults.Cell(record, List.of(), ""));
  }

  private static void addCards(
      StudySpec spec, CellRecord record, ScoredLatents scored, List<StudyResults.Card> cards) {
    LatentCard.sample(
            scored.latents(),
            CARDS_PER_CELL,
            StudyPanel.of(spec),
            Draws.ofCell(spec, record.key()).stream("cards"))
        .forEach(card -> cards.add(new StudyResults.Card(record, card)));
  }

  /** The order of the plan. */
  private static Comparator<CellKey> order(StudySpec spec) {
    List<String> saes = spec.saes().stream().map(SaeSpec::name).toList();
    return Comparator.comparingInt((CellKey cell) -> spec.variants().indexOf(cell.variant().kind()))
        .thenComparing(cell -> cell.variant().seed())
        .thenComparing(CellKey::hookPoint)
        .thenComparing(cell -> saes.indexOf(cell.sae()))
        .thenComparing(CellKey::saeSeed);
  }

  private List<Verdict> compare(
      StudySpec spec,
      List<CellUnits> units,
      double unigramEntropy,
      VerdictsRequest request,
      Runnable pause) {
    List<Verdict> verdicts = new VerdictAnalysis(spec, units, unigramEntropy).verdicts(pause);
    artifacts.saveVerdicts(request, verdicts);
    return verdicts;
  }

  /** The first, the middle and the last hook point: with more, nobody reads them. */
  private static Set<HookPoint> hookPointsWithCards(List<CellRecord> cells) {
    List<HookPoint> all =
        cells.stream().map(cell -> cell.key().hookPoint()).distinct().sorted().toList();
    if (all.size() <= HOOK_POINTS_WITH_CARDS) {
      return Set.copyOf(all);
    }
    return Set.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1));
  }
}
