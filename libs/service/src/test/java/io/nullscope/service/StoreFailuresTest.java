package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.artifacts.StoreFullException;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.TransientException;
import io.nullscope.messaging.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class StoreFailuresTest {

  private final StoreFailures failures = new StoreFailures();

  private StepException classified(
      Throwable thrown, Class<? extends StepException> kind, String code) {
    StepException failure = failures.classify(thrown);
    assertThat(failure).isInstanceOf(kind);
    assertThat(failure.code()).isEqualTo(code);
    return failure;
  }

  @Test
  void anErrorOfTheStoreMayPass() {
    StepException failure =
        classified(
            new ObjectStoreException("Reading x failed: connection refused", true, null),
            TransientException.class,
            "STORE_UNAVAILABLE");

    assertThat(failure).hasMessage("Reading x failed: connection refused");
  }

  @Test
  void aStoreThatIsAwayIsWaitedFor() {
    classified(
        new StoreUnavailableException("Reading x failed: connection refused", null),
        UnavailableException.class,
        "STORE_UNAVAILABLE");
  }

  @Test
  void aFullDiskSaysWhatIsNeeded() {
    classified(
        new StoreFullException("no room for its 7 bytes", null),
        RejectedException.class,
        "STORE_FULL");
    assertThat(
            classified(
                new UncheckedIOException(
                    "working files of a training",
                    new IOException("/tmp/x: No space left on device")),
                RejectedException.class,
                "DISK_FULL"))
        .hasMessageContainingAll("working files of a training", "/tmp/x", "make room");
  }

  @Test
  void aRefusalWillBeRepeated() {
    classified(
        new ObjectStoreException("access denied", false, null),
        RejectedException.class,
        "STORE_REFUSED");
  }

  @Test
  void aDamagedBlobIsNamed() {
    CorruptBlobException corrupt = new CorruptBlobException("blobs/sha256/ab/abcd", "too short");

    assertThat(classified(corrupt, RejectedException.class, "CORRUPT_BLOB"))
        .hasMessageContaining("blobs/sha256/ab/abcd")
        .hasCause(corrupt);
  }

  @Test
  void aMissingArtifactIsNamed() {
    ArtifactId id = new ArtifactId("0123456789abcdef".repeat(4));

    assertThat(
            classified(
                new MissingArtifactException("sae", id),
                RejectedException.class,
                "MISSING_ARTIFACT"))
        .hasMessageContainingAll("sae", id.hex());
  }

  @Test
  void aFileThatCannotBeReadMayBecomeReadable() {
    IOException cause = new IOException("Too many open files");

    assertThat(
            classified(
                new UncheckedIOException("reading the corpus c.jsonl", cause),
                TransientException.class,
                "IO_ERROR"))
        .hasMessageContainingAll("reading the corpus c.jsonl", "Too many open files");
  }

  @Test
  void whatIsClassifiedAlreadyStaysAsItIs() {
    RejectedException rejected = new RejectedException("TOO_FEW_TOKENS", "3 of 4");

    assertThat(failures.classify(rejected)).isSameAs(rejected);
  }

  @Test
  void theRestIsOurFaultOrTheMachines() {
    classified(new NullPointerException(), RejectedException.class, "INTERNAL_ERROR");
    classified(new OutOfMemoryError(), FatalException.class, "PROCESS_BROKEN");
  }
}
