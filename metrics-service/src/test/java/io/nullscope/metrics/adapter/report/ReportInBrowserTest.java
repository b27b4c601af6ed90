package io.nullscope.metrics.adapter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.fixtures.Chromium;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report in a real browser: nothing but tables scrolls sideways, texts and marks stand out,
 * every chart has a text and a table, every section is in the table of contents, the keyboard
 * reaches everything, and no script fails.
 */
class ReportInBrowserTest {

  private static final int PHONE = 400;

  @TempDir private Path directory;

  @Test
  void ofALanguageModelOnAPhoneInTheLight() {
    assertThat(Chromium.orSkip(directory).faults(judged(), PHONE, false)).isEmpty();
  }

  @Test
  void ofALanguageModelOnADarkScreen() {
    assertThat(Chromium.orSkip(directory).faults(judged(), 1280, true)).isEmpty();
  }

  @Test
  void ofSeveralConfigurationsOnADarkPhone() {
    String page = page(Studies.threeConfigurations());
    assertThat(Chromium.orSkip(directory).faults(page, PHONE, true)).isEmpty();
  }

  @Test
  void ofASingleHookPoint() {
    String page = page(Studies.singleHookPoint());
    assertThat(Chromium.orSkip(directory).faults(page, 800, false)).isEmpty();
  }

  private static String judged() {
    return page(
        Studies.judged(
            "trained, rerandomized-incl-embeddings, rerandomized-excl-embeddings, step0, control"));
  }

  private static String page(StudyAttempt study) {
    FinishedStudy finished = new FinishedStudy(study);
    finished.run();
    return finished.file("report.html");
  }
}
