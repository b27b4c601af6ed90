package io.nullscope.cli.preflight;

import io.nullscope.cli.report.ModelShapeReader;
import io.nullscope.cli.report.UnknownShapeException;
import io.nullscope.hub.DownloadListener;
import io.nullscope.hub.Hub;
import io.nullscope.hub.HubException;
import io.nullscope.hub.HubSettings;
import io.nullscope.hub.Repository;
import io.nullscope.study.ModelShape;
import io.nullscope.study.ModelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model of the Hub: its config.json, which is small, is fetched before anything is started. A Hub
 * that cannot be reached, or not soon, keeps nobody from running a study.
 *
 * @param environment how the Hub is reached, see {@link HubSettings}
 * @param patience how long the answer may take
 */
record HubModel(Map<String, String> environment, Duration patience) {
  /** With what else is looked at, less than two seconds. */
  static final Duration PATIENCE = Duration.ofMillis(1200);

  private static final String SETTING = "model.source";
  private static final String CONFIG = "config.json";

  /**
   * Reports what is certainly wrong, and says so where nothing could be found out.
   *
   * @return the model's sizes, where they could be had
   */
  Optional<ModelShape> check(ModelSpec model, Findings findings) {
    try {
      Repository repository = Repository.ofSource(model.source()).orElseThrow();
      Hub hub = new Hub(HubSettings.of(environment), DownloadListener.NONE);
      return Optional.of(ModelShapeReader.read(folder(hub, repository, model.revision())));
    } catch (IllegalArgumentException e) {
      findings.error(SETTING, e.getMessage(), "write hf:OWNER/NAME");
    } catch (UnknownShapeException e) {
      findings.error(
          SETTING,
          e.getMessage().replaceFirst("\\.$", ""),
          "name a model of a family that is supported");
    } catch (HubException e) {
      refused(model, e, findings);
    } catch (TimeoutException e) {
      unknown(model, "no answer within %.1f s".formatted(patience.toMillis() / 1000.0), findings);
    } catch (ExecutionException e) {
      unknown(model, String.valueOf(e.getCause().getMessage()), findings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      unknown(model, "interrupted", findings);
    }
    return Optional.empty();
  }

  /** The folder of the file; a download that takes too long goes on without anybody waiting. */
  private Path folder(Hub hub, Repository repository, String revision)
      throws ExecutionException, InterruptedException, TimeoutException {
    FutureTask<Path> fetched =
        new FutureTask<>(
            () -> hub.fetch(repository, hub.commit(repository, revision), CONFIG).getParent());
    Thread thread = new Thread(fetched, "hub");
    thread.setDaemon(true);
    thread.start();
    try {
      return fetched.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HubException refusal) {
        throw refusal;
      }
      throw e;
    }
  }

  private void refused(ModelSpec model, HubException refusal, Findings findings) {
    switch (refusal.reason()) {
      case NOT_FOUND ->
          findings.error(SETTING, refusal.getMessage(), "check owner, name and revision");
      case ACCESS_DENIED ->
          findings.error(SETTING, refusal.getMessage(), "or name a model that is open to all");
      case UNAVAILABLE, CORRUPT_DOWNLOAD, NOT_CACHED, DISK_FULL, UNEXPECTED_ANSWER ->
          unknown(model, refusal.getMessage(), findings);
    }
  }

  private static void unknown(ModelSpec model, String why, Findings findings) {
    findings.warn(
        "%s: %s of %s was not looked at (%s). Hook points, family and k are checked when the study runs."
            .formatted(SETTING, CONFIG, model.source(), why));
  }
}
