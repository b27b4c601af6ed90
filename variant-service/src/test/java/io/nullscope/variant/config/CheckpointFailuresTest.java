package io.nullscope.variant.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nullscope.checkpoints.InvalidCheckpointException;
import io.nullscope.hub.DownloadListener;
import io.nullscope.hub.Hub;
import io.nullscope.hub.HubSettings;
import io.nullscope.hub.Repository;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFailuresTest {

  private final VariantFailures failures = new VariantFailures();

  @Test
  void aDamagedCheckpointIsRejected() {
    StepException failure =
        failures.classify(new InvalidCheckpointException("pytorch_model.bin", "is cut short"));

    assertThat(failure).isInstanceOf(RejectedException.class);
    assertThat(failure.code()).isEqualTo("MALFORMED_CHECKPOINT");
    assertThat(failure.getMessage()).isEqualTo("pytorch_model.bin is cut short");
  }

  @Test
  void whatTheHubCannotGiveIsRejectedUnderItsReason(@TempDir Path cache) {
    Hub hub =
        new Hub(
            HubSettings.of(Map.of("HF_HUB_OFFLINE", "1", "NULLSCOPE_HUB_CACHE", cache.toString())),
            DownloadListener.NONE);

    StepException failure =
        failures.classify(catchThrowable(() -> hub.commit(new Repository("owner/tiny"), "main")));

    assertThat(failure).isInstanceOf(RejectedException.class);
    assertThat(failure.code()).isEqualTo("HUB_NOT_CACHED");
  }
}
