package io.nullscope.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.nullscope.v1.Cell;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListCellsResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.ListVerdictsResponse;
import io.nullscope.v1.ResultsServiceGrpc;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Submits studies to a server and reads their results. A server that is away for a moment is waited
 * for.
 */
public final class StudyClient implements AutoCloseable {
  private static final int PAGE_SIZE = 1000;

  private final String server;
  private final ManagedChannel channel;
  private final Patience patience;

  StudyClient(String server, ManagedChannel channel, Patience patience) {
    this.server = server;
    this.channel = channel;
    this.patience = patience;
  }

  /** Connects on first use, without TLS. */
  public static StudyClient connect(ServerAddress address) {
    ManagedChannel channel =
        OkHttpChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
    return new StudyClient(address.toString(), channel, Patience.DEFAULT);
  }

  /**
   * Submits a study.
   *
   * @throws InvalidSubmissionException when the server finds the study invalid
   * @throws ServerException when the server cannot be reached or refuses
   */
  public SubmitStudyResponse submit(String studyYaml) throws InterruptedException {
    SubmitStudyRequest request = SubmitStudyRequest.newBuilder().setStudyYaml(studyYaml).build();
    try {
      return patience.call(
          channel, server, () -> StudyServiceGrpc.newBlockingStub(channel).submitStudy(request));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
        throw new InvalidSubmissionException(e.getStatus().getDescription(), e);
      }
      throw refused("refused the study", e);
    }
  }

  /** The progress of an attempt; close it when done. */
  public StudyWatch watch(String studyId, int attempt) {
    return new StudyWatch(server, channel, patience, studyId, attempt);
  }

  /** Every verdict of a study that has ended. */
  public List<Verdict> verdicts(String studyId) throws InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    String token = "";
    do {
      ListVerdictsRequest request =
          ListVerdictsRequest.newBuilder()
              .setStudyId(studyId)
              .setPageSize(PAGE_SIZE)
              .setPageToken(token)
              .build();
      ListVerdictsResponse page;
      try {
        page =
            patience.call(
                channel,
                server,
                () -> ResultsServiceGrpc.newBlockingStub(channel).listVerdicts(request));
      } catch (StatusRuntimeException e) {
        throw refused("has no verdicts of " + studyId, e);
      }
      verdicts.addAll(page.getVerdictsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return verdicts;
  }

  /** Every cell of a study that has ended. */
  public List<Cell> cells(String studyId) throws InterruptedException {
    List<Cell> cells = new ArrayList<>();
    String token = "";
    do {
      ListCellsRequest request =
          ListCellsRequest.newBuilder()
              .setStudyId(studyId)
              .setPageSize(PAGE_SIZE)
              .setPageToken(token)
              .build();
      ListCellsResponse page;
      try {
        page =
            patience.call(
                channel,
                server,
                () -> ResultsServiceGrpc.newBlockingStub(channel).listCells(request));
      } catch (StatusRuntimeException e) {
        throw refused("has no cells of " + studyId, e);
      }
      cells.addAll(page.getCellsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return cells;
  }

  /** The files of a study that has ended. */
  public ResultFiles files(String studyId) {
    return new ResultFiles(server, channel, patience, studyId);
  }

  private ServerException refused(String what, StatusRuntimeException e) {
    return new ServerException(server + " " + what + ": " + describe(e.getStatus()), e);
  }

  static String describe(Status status) {
    return status.getDescription() == null ? status.getCode().toString() : status.getDescription();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
