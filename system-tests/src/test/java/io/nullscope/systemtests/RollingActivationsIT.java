package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A study that never stores its activations, on a real broker and a real store: only a window of
 * four shards exists at a time, also when the trainer is killed in between, and the results are
 * those of a run in which nothing was killed.
 */
class RollingActivationsIT {

  private static final Duration STUDY = Duration.ofMinutes(3);
  private static final int WINDOW = 4;

  @TempDir static Path folder;

  @Test
  void theWindowHoldsAndAKilledTrainerChangesNothing() throws Exception {
    MadeUpStudy study = MadeUpStudy.write(folder.resolve("study"));

    Results undisturbed = run(study, "undisturbed", false);
    Results killed = run(study, "killed", true);

    assertThat(killed.state()).isEqualTo("COMPLETED");
    assertThat(killed.cellBytes()).isEqualTo(undisturbed.cellBytes());
  }

  private static Results run(MadeUpStudy study, String name, boolean kill) throws Exception {
    Path home = folder.resolve(name + "-home");
    Path out = folder.resolve(name);
    try (CommandLine run =
        CommandLine.start(
            home,
            study.run(
                out,
                "--set",
                "activations={retention: rolling, windowShards: " + WINDOW + ", shardTokens: 2048}",
                "--set",
                "variants=[trained]",
                "--set",
                "sae.training.epochs=2",
                "--set",
                "sae.seeds=[0, 1]"))) {
      Windows windows = new Windows(home.resolve("s3"));
      ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
      watch.scheduleWithFixedDelay(windows, 0, 20, TimeUnit.MILLISECONDS);
      if (kill) {
        run.killAtWork("sae-trainer", STUDY);
      }
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      watch.shutdown();
      assertThat(watch.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThat(windows.largest).as("most shards of a hook point").isBetween(1L, (long) WINDOW);
      assertThat(windows.now()).as("shards that are left").isEmpty();
      return Results.read(out);
    }
  }

  /** Watches the store's folder for shards. */
  private static final class Windows implements Runnable {

    private final Path store;
    private volatile long largest;

    Windows(Path store) {
      this.store = store;
    }

    @Override
    public void run() {
      largest = Math.max(largest, now().values().stream().max(Long::compare).orElse(0L));
    }

    /** Folder → shards in it. */
    Map<Path, Long> now() {
      if (!Files.isDirectory(store)) {
        return Map.of();
      }
      try (Stream<Path> files = Files.walk(store)) {
        return files
            .filter(file -> file.getFileName().toString().matches("shard-\\d{10}"))
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof NoSuchFileException) {
          return Map.of(); // deleted while it was looked at: look again
        }
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
