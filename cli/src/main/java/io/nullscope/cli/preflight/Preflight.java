package io.nullscope.cli.preflight;

import io.nullscope.study.ModelShape;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.SettingLines;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is looked at before a study is started.
 *
 * @param machine where it is to run; empty when a server runs it, whose files are not seen from
 *     here
 * @param hub how models of the Hub are looked at
 * @param out where its results go; empty when it is not run
 */
public record Preflight(
    Optional<Machine> machine, HubModel hub, Optional<Function<StudySpec, Path>> out) {

  /** For a study that is run on this machine, or only looked at. */
  public static Preflight of(Path stateDirectory) {
    return new Preflight(
        Optional.of(Machine.here(stateDirectory)),
        new HubModel(System.getenv(), HubModel.PATIENCE),
        Optional.empty());
  }

  /** For a study of a server. */
  public static Preflight ofServer() {
    return new Preflight(
        Optional.empty(), new HubModel(System.getenv(), HubModel.PATIENCE), Optional.empty());
  }

  /** Looks at the directory of the results as well. */
  public Preflight withOut(Function<StudySpec, Path> directory) {
    return new Preflight(machine, hub, Optional.of(directory));
  }

  /** Looks at everything; never throws for what it finds. */
  public Findings check(StudySpec spec, SettingLines lines) {
    Findings findings = new Findings(lines);
    machine.ifPresent(here -> local(spec, here, findings));
    out.ifPresent(directory -> OutDirectory.check(directory.apply(spec), findings));
    return findings;
  }

  private void local(StudySpec spec, Machine machine, Findings findings) {
    Optional<ModelShape> shape =
        spec.model().source().startsWith(ModelSpec.HUB_SCHEME)
            ? hub.check(spec.model(), findings)
            : ModelFolder.check("model.source", spec.model().source(), findings);
    spec.model()
        .step0Source()
        .ifPresent(source -> ModelFolder.check("model.step0Source", source, findings));
    CorpusText.check(spec.corpus(), findings);
    if (shape.isEmpty()) {
      return;
    }
    List<StudyMismatchException> mismatches = StudyPlan.mismatches(spec, shape.get());
    mismatches.forEach(findings::mismatch);
    if (mismatches.isEmpty()) {
      machine.check(StudyPlan.of(spec, shape.get()), findings);
    }
  }
}
