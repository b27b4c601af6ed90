package io.nullscope.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service has logged about its steps, of which it runs one at a time.
 *
 * @param started step ids, in order; a step that was begun again is there again
 * @param ended step ids, in order
 * @param underWay the step that was started last, unless it has ended
 */
record StepLog(List<String> started, List<String> ended, Optional<String> underWay) {

  private static final Pattern LINE =
      Pattern.compile("stepId=(\\S+) .*Step (started|done|skipped|stopped)");

  /** Reads the log of a child of the local stack; empty when it has written nothing yet. */
  static StepLog read(Path home, String service) throws IOException {
    return of(text(home, service + ".log"));
  }

  /** As {@link #read}, with the log of the stack's run before this one in front. */
  static StepLog readBothRuns(Path home, String service) throws IOException {
    return of(text(home, service + ".previous.log") + text(home, service + ".log"));
  }

  private static String text(Path home, String name) throws IOException {
    Path file = home.resolve("logs").resolve(name);
    // Bytes of a character that is being written would be malformed; replaced, they do no harm.
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  private static StepLog of(String log) {
    List<String> started = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    Optional<String> underWay = Optional.empty();
    Matcher line = LINE.matcher(log);
    while (line.find()) {
      boolean starts = line.group(2).equals("started");
      (starts ? started : ended).add(line.group(1));
      underWay = starts ? Optional.of(line.group(1)) : Optional.empty();
    }
    return new StepLog(started, ended, underWay);
  }
}
