package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.stack.LocalStack;
import io.nullscope.v1.StudySummary;
import java.util.ArrayList;
import java.util.List;

/**
 * One study on a stack that lives as long as the command. Such a stack works on what its user asked
 * for and on nothing else: before anything works, the studies that earlier runs left unfinished are
 * cancelled, and so is this one when the command is interrupted. Everything that was made is kept.
 */
final class LocalRun implements AutoCloseable {
  private final Console console;
  private final LocalStack stack;
  private final String studyId;
  private final boolean keepOthers;
  private volatile StudyClient client;

  LocalRun(Console console, LocalStack stack, String studyId, boolean keepOthers) {
    this.console = console;
    this.stack = stack;
    this.studyId = studyId;
    this.keepOthers = keepOthers;
  }

  /** Starts the stack; it works on nothing yet, unless others are kept. */
  StudyClient start() throws InterruptedException {
    stack.startIndex(true);
    StudyClient connected = StudyClient.connect(ServerAddress.parse(stack.webAddress()));
    client = connected;
    if (!keepOthers) {
      cancelUnfinished(connected);
    }
    stack.startWorkers();
    return connected;
  }

  /** This one too: its new attempt shall not wait behind what is left of the last. */
  private void cancelUnfinished(StudyClient connected) throws InterruptedException {
    List<String> others = new ArrayList<>();
    for (StudySummary study : Unfinished.of(connected.studies())) {
      connected.cancel(study.getStudyId());
      if (!study.getStudyId().equals(studyId)) {
        others.add(study.getStudyId());
      }
    }
    if (!others.isEmpty()) {
      console.say(
          "Not worked on: %s, which an earlier run left unfinished. Run it again to go on with it, or both with --keep-others."
              .formatted(String.join(", ", others)));
    }
  }

  /** Ends the study and the stack; the process is about to end. */
  void interrupt() {
    console.say("\nInterrupted; stopping ...");
    StudyClient connected = client;
    boolean cancelled = connected == null || connected.cancelNow(studyId);
    stack.close();
    console.say(
        cancelled
            ? "What was made is kept: the same command again goes on where this one stopped."
            : "The study could not be cancelled; the same command again goes on with it, a run of another study cancels it.");
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
