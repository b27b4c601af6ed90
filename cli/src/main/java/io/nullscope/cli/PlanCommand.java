package io.nullscope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nullscope.cli.preflight.FileSource;
import io.nullscope.cli.preflight.Preflight;
import io.nullscope.cli.report.EarlierStudy;
import io.nullscope.cli.report.ModelShapeReader;
import io.nullscope.cli.report.PlanTable;
import io.nullscope.cli.report.PowerTable;
import io.nullscope.cli.report.UnknownShapeException;
import io.nullscope.cli.report.UnreadableResultsException;
import io.nullscope.cli.report.Variation;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.demo.DemoAssets;
import io.nullscope.hub.DownloadListener;
import io.nullscope.hub.Hub;
import io.nullscope.hub.HubException;
import io.nullscope.hub.HubSettings;
import io.nullscope.hub.Repository;
import io.nullscope.study.ModelShape;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a study would do. */
@Command(
    name = "plan",
    synopsisHeading = "%nUsage: ",
    customSynopsis =
        "nullscope plan STUDY.yaml [--all] [--from RESULTS_JSON] [--set PATH=VALUE]...",
    header = "Shows the steps of a study with their estimated costs.",
    description = {
      "",
      "Shows tokens, FLOPs and bytes stored of every kind of step, and a rough wall time on this machine. "
          + "The sizes of the model come from its config.json, which is downloaded for hf: sources. Runs nothing.",
      "",
      "Then what the verdicts of the study could find, and what another draw, or more latents or text, would buy.",
      ""
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  @Mixin private StudyArguments study = new StudyArguments();

  @Option(names = "--all", description = "Lists every step instead of every kind of step.")
  private boolean everyStep;

  @Option(
      names = "--from",
      paramLabel = "RESULTS_JSON",
      description =
          "results.json of an earlier study of this model: how much its draws varied is taken from there.")
  private Path earlier;

  private final Console console;

  PlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<StudySpec> spec =
        study.load(console, Preflight.of(StackHome.of(System.getenv()).root()));
    if (spec.isEmpty()) {
      return ExitCode.INVALID;
    }
    try {
      StudyPlan plan = StudyPlan.of(spec.get(), shape(spec.get()));
      console.result(
          PlanTable.render(
              spec.get(),
              plan,
              Runtime.getRuntime().availableProcessors(),
              everyStep,
              console.outColumns()));
      console.result("");
      console.result(PowerTable.render(spec.get(), plan, variation(), console.outColumns()));
      return ExitCode.OK;
    } catch (UnknownShapeException | UnreadableResultsException | StudyMismatchException e) {
      console.say("The study cannot be planned: " + e.getMessage());
      return ExitCode.INVALID;
    }
  }

  private Variation variation() {
    return earlier == null ? Variation.measured() : EarlierStudy.read(earlier);
  }

  private static ModelShape shape(StudySpec spec) {
    String source = spec.model().source();
    if (source.equals(DemoAssets.SOURCE)) {
      return ModelShapeReader.parse(
          "config.json of the demo model", new String(DemoAssets.config(), UTF_8));
    }
    if (source.startsWith(ModelSpec.HUB_SCHEME)) {
      return ModelShapeReader.read(hubFolder(source, spec.model().revision()));
    }
    Path directory =
        FileSource.path(source)
            .orElseThrow(
                () ->
                    new UnknownShapeException(
                        "the sizes of %s are not known on this machine; plan needs model.source=file:DIR with a config.json."
                            .formatted(source)));
    return ModelShapeReader.read(directory);
  }

  /** The folder with the model's config.json, which is all that is downloaded. */
  private static Path hubFolder(String source, String revision) {
    try {
      Hub hub = new Hub(HubSettings.of(System.getenv()), DownloadListener.NONE);
      Repository repository = Repository.ofSource(source).orElseThrow();
      String commit = hub.commit(repository, revision);
      return hub.fetch(repository, commit, "config.json").getParent();
    } catch (HubException | UncheckedIOException | IllegalArgumentException e) {
      throw new UnknownShapeException(e.getMessage());
    }
  }
}
