package io.nullscope.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Follows one attempt at a study to its end, over as many connections as it takes. */
public final class StudyWatch implements AutoCloseable {
  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CANCELLED");
  private static final Duration TICK = Duration.ofMillis(250);

  private final String server;
  private final ManagedChannel channel;
  private final Patience patience;
  private final WatchStudyRequest request;
  private Connection connection;

  StudyWatch(
      String server, ManagedChannel channel, Patience patience, String studyId, int attempt) {
    this.server = server;
    this.channel = channel;
    this.patience = patience;
    this.request = WatchStudyRequest.newBuilder().setStudyId(studyId).setAttempt(attempt).build();
  }

  /**
   * Waits for the end of the study.
   *
   * @param onStatus receives every status of the attempt, the last one included
   * @param onTick called about four times a second, whether anything happened or not; what it
   *     throws ends the waiting
   * @return the last status: COMPLETED, FAILED or CANCELLED
   * @throws ServerException when the server is away for too long, or refuses
   */
  public StudyStatus awaitEnd(Consumer<StudyStatus> onStatus, Runnable onTick)
      throws InterruptedException {
    // When the server was last lost; 0 while it answers.
    long lost = 0;
    while (true) {
      connection = Connection.open(channel, request);
      while (true) {
        onTick.run();
        Event event = connection.events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (event instanceof Event.Message message) {
          lost = 0;
          StudyStatus status = message.status();
          if (status.getAttempt() >= request.getAttempt()) {
            onStatus.accept(status);
            if (ENDED.contains(status.getState())) {
              return status;
            }
          }
        } else if (event instanceof Event.Ended ended) {
          lost = lost == 0 ? System.nanoTime() : lost;
          requirePassing(ended.status(), Duration.ofNanos(System.nanoTime() - lost));
          break;
        }
      }
      Thread.sleep(patience.pause().toMillis());
      channel.resetConnectBackoff();
    }
  }

  private void requirePassing(Status status, Duration away) {
    if (!mayPass(status)) {
      throw new ServerException(
          server + " does not show the study: " + StudyClient.describe(status),
          status.asRuntimeException());
    }
    if (away.compareTo(patience.total()) > 0) {
      throw patience.gone(server, status.asRuntimeException());
    }
  }

  private static boolean mayPass(Status status) {
    return switch (status.getCode()) {
      // A stream that ended early; a study that is accepted but not yet read back from the broker;
      // a server that
      // falls over in the middle of an answer.
      case OK, NOT_FOUND, INTERNAL, UNKNOWN -> true;
      default -> Patience.isOutage(status);
    };
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.cancel();
    }
  }

  private sealed interface Event {
    record Message(StudyStatus status) implements Event {}

    record Ended(Status status) implements Event {}
  }

  /** One stream; its events go to a queue, so that all decisions are made on the waiting thread. */
  private static final class Connection
      implements ClientResponseObserver<WatchStudyRequest, WatchStudyResponse> {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile ClientCallStreamObserver<WatchStudyRequest> call;

    static Connection open(ManagedChannel channel, WatchStudyRequest request) {
      Connection connection = new Connection();
      StudyServiceGrpc.newStub(channel).watchStudy(request, connection);
      return connection;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchStudyRequest> stream) {
      call = stream;
    }

    @Override
    public void onNext(WatchStudyResponse response) {
      events.add(new Event.Message(response.getStatus()));
    }

    @Override
    public void onError(Throwable error) {
      events.add(new Event.Ended(Status.fromThrowable(error)));
    }

    @Override
    public void onCompleted() {
      events.add(new Event.Ended(Status.OK));
    }

    void cancel() {
      ClientCallStreamObserver<WatchStudyRequest> open = call;
      if (open != null) {
        open.cancel("no longer watched", null);
      }
    }
  }
}
