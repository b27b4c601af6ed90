package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLogTest {

  private static final String START = "2026-01-02 03:04:05.678 INFO  [io.nu.se.Steps] studyId=s-1 ";

  @TempDir private Path home;

  @Test
  void aStepIsUnderWayUntilItHasEnded() throws IOException {
    assertThat(read()).isEqualTo(read("something else\n"));
    assertThat(read().underWay()).isEmpty();

    StepLog working = read(START + "stepId=sae/trained/0/layers.0/topk/0 Step started\n");
    assertThat(working.underWay()).contains("sae/trained/0/layers.0/topk/0");
    assertThat(working.ended()).isEmpty();

    StepLog idle =
        read(
            START + "stepId=sae/trained/0/layers.0/topk/0 Step started\n",
            START + "stepId=sae/trained/0/layers.0/topk/0 milliseconds=240 Step done\n",
            START + "stepId=sae/control/0/layers.0/topk/0 Step started\n",
            START
                + "stepId=sae/control/0/layers.0/topk/0 milliseconds=0"
                + " Step skipped: the study is cancelled\n");
    assertThat(idle.underWay()).isEmpty();
    assertThat(idle.started())
        .isEqualTo(idle.ended())
        .containsExactly("sae/trained/0/layers.0/topk/0", "sae/control/0/layers.0/topk/0");
  }

  private StepLog read(String... lines) throws IOException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    Files.writeString(logs.resolve("sae-trainer.log"), String.join("", lines));
    return StepLog.read(home, "sae-trainer");
  }
}
