package io.nullscope.cli;

import io.nullscope.cli.client.InvalidSubmissionException;
import io.nullscope.cli.client.ResultFiles;
import io.nullscope.cli.client.ServerException;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.client.StudyWatch;
import io.nullscope.cli.progress.Elapsed;
import io.nullscope.cli.progress.ProgressView;
import io.nullscope.cli.report.FailureList;
import io.nullscope.cli.report.LostAnswers;
import io.nullscope.cli.report.NoticeList;
import io.nullscope.cli.report.VerdictTable;
import io.nullscope.study.StudySpec;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.SubmitStudyResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Takes one study from its submission, or from where it stands, to its files, on a server. */
final class StudyRunner {
  private static final String COMPLETED = "COMPLETED";

  private final Console console;
  private final StudyClient client;
  private final Notices notices;
  private final Runnable onTick;
  private final long start = System.nanoTime();

  /**
   * A runner.
   *
   * @param onTick called a few times a second while the study runs; what it throws ends the run
   */
  StudyRunner(Console console, StudyClient client, Notices notices, Runnable onTick) {
    this.console = console;
    this.client = client;
    this.notices = notices;
    this.onTick = onTick;
  }

  /**
   * Runs a study, writes its files to a directory and prints what came out; returns the exit code.
   *
   * @param onSubmitted called when the server has taken the study
   */
  int run(StudySpec spec, Path out, Runnable onSubmitted) throws IOException, InterruptedException {
    SubmitStudyResponse submitted;
    try {
      submitted = client.submit(spec.toYaml());
    } catch (InvalidSubmissionException e) {
      console.say("The server finds the study invalid:\n" + e.getMessage());
      return ExitCode.INVALID;
    }
    onSubmitted.run();
    console.say(
        "Study %s%s%s"
            .formatted(
                submitted.getStudyId(),
                submitted.getAttempt() > 1 ? ", attempt " + submitted.getAttempt() : "",
                submitted.getJoined() ? ": it is running already; following it" : ""));
    return follow(submitted.getStudyId(), submitted.getAttempt(), out);
  }

  /**
   * Follows a study that runs, writes its files to a directory and prints what came out; returns
   * the exit code.
   */
  int follow(String studyId, int attempt, Path out) throws IOException, InterruptedException {
    StudyStatus status = watch(studyId, attempt);
    // A study that was cancelled because this process ends is not reported as one that ended.
    onTick.run();
    if (status.getState().equals(COMPLETED)) {
      completed(status, out);
      return ExitCode.OK;
    }
    notCompleted(status, out);
    return ExitCode.STEPS_FAILED;
  }

  private StudyStatus watch(String studyId, int attempt) throws InterruptedException {
    ProgressView progress = console.progress();
    try (StudyWatch watch = client.watch(studyId, attempt)) {
      return watch.awaitEnd(
          status -> progress.update(status, elapsed()),
          () -> {
            onTick.run();
            notices.drainTo(progress::notice);
            progress.tick(elapsed());
          });
    } finally {
      progress.end();
    }
  }

  private void completed(StudyStatus status, Path out) throws IOException, InterruptedException {
    List<Path> files = client.files(status.getStudyId()).writeTo(out);
    String lost = LostAnswers.render(client.cells(status.getStudyId()));
    console.result(
        "\nStudy %s completed%s in %s.\n"
            .formatted(
                status.getStudyId(),
                lost.isEmpty() ? "" : " with failures",
                Elapsed.clock(elapsed())));
    if (!lost.isEmpty()) {
      console.result(lost + "\n");
    }
    String noticed = NoticeList.render(status);
    if (!noticed.isEmpty()) {
      console.result(noticed + "\n");
    }
    StudyClient.Verdicts verdicts = client.verdicts(status.getStudyId());
    console.result(VerdictTable.render(verdicts.headlines(), verdicts.all(), console.outColumns()));
    console.result("\nFiles:");
    files.forEach(file -> console.result("  " + file));
  }

  private void notCompleted(StudyStatus status, Path out) throws IOException, InterruptedException {
    console.say(
        "\nStudy %s ended as %s after %s."
            .formatted(status.getStudyId(), status.getState(), Elapsed.clock(elapsed())));
    console.say(FailureList.render(status));
    if (status.getState().equals("CANCELLED")) {
      return;
    }
    try {
      client.files(status.getStudyId()).writeTo(out);
      console.say(
          "What succeeded is in %s (%s).".formatted(out, String.join(", ", ResultFiles.NAMES)));
    } catch (ServerException e) {
      console.say("There are no result files: " + e.getMessage());
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
