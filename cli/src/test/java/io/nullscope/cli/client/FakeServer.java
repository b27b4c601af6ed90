package io.nullscope.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.CancelStudyResponse;
import io.nullscope.v1.Cell;
import io.nullscope.v1.DeleteStudyRequest;
import io.nullscope.v1.DeleteStudyResponse;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetResultFileResponse;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.GetStudyResponse;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListCellsResponse;
import io.nullscope.v1.ListStudiesRequest;
import io.nullscope.v1.ListStudiesResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.ListVerdictsResponse;
import io.nullscope.v1.ResultsServiceGrpc;
import io.nullscope.v1.ReviseVerdictsRequest;
import io.nullscope.v1.ReviseVerdictsResponse;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.StudySummary;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.Verdict;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A server over real connections that plays a part; it can go away and come back on its port. */
public final class FakeServer implements AutoCloseable {
  public static final String STUDY_ID = "fake-0123456789ab";

  /** What submissions were made. */
  public final List<String> submitted = new CopyOnWriteArrayList<>();

  /** Files to serve, in chunks of two bytes. */
  public final Map<String, String> files = new LinkedHashMap<>();

  /** Verdicts to serve, one a page. */
  public final List<Verdict> verdicts = new ArrayList<>();

  /** The settings under which verdicts were asked for again. */
  public final List<String> revisions = new CopyOnWriteArrayList<>();

  /** Cells to serve. */
  public final List<Cell> cells = new ArrayList<>();

  /** What is listed. */
  public final List<StudySummary> studies = new ArrayList<>();

  /** The ids of the studies that were cancelled. */
  public final List<String> cancelled = new CopyOnWriteArrayList<>();

  /** The study that is known; null for none. */
  public volatile StudyStatus status;

  /** Whether a submission meets a study that runs already. */
  public volatile boolean joined;

  /** How a submission or a deletion is refused; null to accept it. */
  public volatile Status refusal;

  /** Called with each watch, numbered from 1, and its stream. */
  public volatile BiConsumer<Integer, StreamObserver<WatchStudyResponse>> onWatch =
      (number, stream) -> {};

  private int watches;
  private int port;
  private Server server;

  /** Starts on a free port. */
  public static FakeServer start() throws IOException {
    FakeServer fake = new FakeServer();
    fake.listen();
    return fake;
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** Breaks every connection and comes back on the same port. */
  public void restart() {
    goAway();
    try {
      listen();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public void goAway() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the fake server does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen() throws IOException {
    server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port),
                InsecureServerCredentials.create())
            .addService(new Studies())
            .addService(new Results())
            .build()
            .start();
    port = server.getPort();
  }

  public static WatchStudyResponse state(String state) {
    return response(StudyStatus.newBuilder().setState(state));
  }

  public static WatchStudyResponse response(StudyStatus.Builder status) {
    return WatchStudyResponse.newBuilder()
        .setStatus(status.setStudyId(STUDY_ID).setAttempt(1))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Studies extends StudyServiceGrpc.StudyServiceImplBase {
    @Override
    public void submitStudy(
        SubmitStudyRequest request, StreamObserver<SubmitStudyResponse> response) {
      submitted.add(request.getStudyYaml());
      if (refusal != null) {
        response.onError(refusal.asRuntimeException());
        return;
      }
      response.onNext(
          SubmitStudyResponse.newBuilder()
              .setStudyId(STUDY_ID)
              .setAttempt(1)
              .setJoined(joined)
              .build());
      response.onCompleted();
    }

    @Override
    public void listStudies(
        ListStudiesRequest request, StreamObserver<ListStudiesResponse> response) {
      response.onNext(ListStudiesResponse.newBuilder().addAllStudies(studies).build());
      response.onCompleted();
    }

    @Override
    public void getStudy(GetStudyRequest request, StreamObserver<GetStudyResponse> response) {
      if (status == null) {
        response.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      response.onNext(GetStudyResponse.newBuilder().setStatus(status).build());
      response.onCompleted();
    }

    @Override
    public void cancelStudy(
        CancelStudyRequest request, StreamObserver<CancelStudyResponse> response) {
      cancelled.add(request.getStudyId());
      response.onNext(
          CancelStudyResponse.newBuilder()
              .setStatus(StudyStatus.newBuilder().setState("CANCELLED"))
              .build());
      response.onCompleted();
    }

    @Override
    public void deleteStudy(
        DeleteStudyRequest request, StreamObserver<DeleteStudyResponse> response) {
      if (refusal != null) {
        response.onError(refusal.asRuntimeException());
        return;
      }
      response.onNext(DeleteStudyResponse.getDefaultInstance());
      response.onCompleted();
    }

    @Override
    public void watchStudy(WatchStudyRequest request, StreamObserver<WatchStudyResponse> response) {
      onWatch.accept(++watches, response);
    }
  }

  private final class Results extends ResultsServiceGrpc.ResultsServiceImplBase {
    @Override
    public void listCells(ListCellsRequest request, StreamObserver<ListCellsResponse> response) {
      response.onNext(ListCellsResponse.newBuilder().addAllCells(cells).build());
      response.onCompleted();
    }

    @Override
    public void listVerdicts(
        ListVerdictsRequest request, StreamObserver<ListVerdictsResponse> response) {
      int page = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      ListVerdictsResponse.Builder answer = ListVerdictsResponse.newBuilder();
      if (page < verdicts.size()) {
        answer.addVerdicts(verdicts.get(page));
      }
      if (page + 1 < verdicts.size()) {
        answer.setNextPageToken(Integer.toString(page + 1));
      }
      response.onNext(answer.build());
      response.onCompleted();
    }

    @Override
    public void reviseVerdicts(
        ReviseVerdictsRequest request, StreamObserver<ReviseVerdictsResponse> response) {
      if (refusal != null) {
        response.onError(refusal.asRuntimeException());
        return;
      }
      revisions.addAll(request.getOverridesList());
      response.onNext(
          ReviseVerdictsResponse.newBuilder()
              .addChanges("the margin of a is 0.1, in the study 0.02")
              .setStudyYaml("name: fake\n")
              .build());
      verdicts.forEach(
          verdict ->
              response.onNext(ReviseVerdictsResponse.newBuilder().addVerdicts(verdict).build()));
      for (String chunk : List.of("metric,", "sae\r\n")) {
        response.onNext(
            ReviseVerdictsResponse.newBuilder()
                .setCsvChunk(ByteString.copyFromUtf8(chunk))
                .build());
      }
      response.onCompleted();
    }

    @Override
    public void getResultFile(
        GetResultFileRequest request, StreamObserver<GetResultFileResponse> response) {
      String content = files.get(request.getName());
      if (content == null) {
        response.onError(
            Status.NOT_FOUND
                .withDescription("there is no " + request.getName())
                .asRuntimeException());
        return;
      }
      ByteString bytes = ByteString.copyFromUtf8(content);
      for (int at = 0; at < bytes.size(); at += 2) {
        response.onNext(
            GetResultFileResponse.newBuilder()
                .setChunk(bytes.substring(at, Math.min(bytes.size(), at + 2)))
                .build());
      }
      response.onCompleted();
    }
  }
}
