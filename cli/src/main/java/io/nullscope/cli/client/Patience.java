package io.nullscope.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How long a server may be away. A service that was killed is back within seconds, and every
 * request here may be repeated.
 *
 * @param total time after which a server that does not answer is given up
 * @param pause between two attempts
 */
record Patience(Duration total, Duration pause) {
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(60), Duration.ofMillis(250));

  /** For a server that nobody has heard of yet: its address may be wrong. */
  static final Patience FIRST_CONTACT = new Patience(Duration.ofSeconds(3), Duration.ofMillis(250));

  /** True for failures of the connection or of a server on its way down; false for answers. */
  static boolean isOutage(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED, ABORTED -> true;
      default -> false;
    };
  }

  /**
   * Calls until there is an answer, good or bad.
   *
   * @throws ServerException when there is none in time
   * @throws StatusRuntimeException the bad answer
   */
  <T> T call(ManagedChannel channel, String server, Callable<T> call) throws InterruptedException {
    long deadline = System.nanoTime() + total.toNanos();
    while (true) {
      try {
        return call.call();
      } catch (StatusRuntimeException e) {
        if (!isOutage(e.getStatus())) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw gone(server, e);
        }
      } catch (RuntimeException | InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      Thread.sleep(pause.toMillis());
      // Without this the channel waits longer and longer before it connects again.
      channel.resetConnectBackoff();
    }
  }

  ServerException gone(String server, Throwable cause) {
    return new ServerException(
        "No Nullscope server answered at %s for %d s (%s). Check that it runs and that the address is right."
            .formatted(server, total.toSeconds(), reason(cause)),
        cause);
  }

  /** What the network said: "Connection refused" rather than "UNAVAILABLE: io exception". */
  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
