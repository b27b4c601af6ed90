package io.nullscope.cli.progress;

import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.function.Consumer;

/** Shows the progress of one study while it runs. Called by one thread. */
public interface ProgressView {
  /**
   * For a terminal.
   *
   * @param out receives text with control sequences
   * @param columns width of the terminal
   */
  static ProgressView terminal(Consumer<String> out, int columns) {
    return new TerminalView(out, columns);
  }

  /**
   * For everything else.
   *
   * @param lines receives lines without their ends
   */
  static ProgressView plain(Consumer<String> lines) {
    return new PlainView(lines);
  }

  /** The study has a new status. */
  void update(StudyStatus status, Duration elapsed);

  /** Time has passed. */
  void tick(Duration elapsed);

  /** Something to tell beside the progress, on a line of its own. */
  void notice(String text);

  /** No more calls: leaves the terminal tidy. */
  void end();
}
