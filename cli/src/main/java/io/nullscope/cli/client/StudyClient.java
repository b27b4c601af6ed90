package io.nullscope.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.Cell;
import io.nullscope.v1.DeleteStudyRequest;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.Headline;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Submits studies to a server and reads their results. A server that is away for a moment is waited
 * for.
 */
public final class StudyClient implements AutoCloseable {
  private static final int PAGE_SIZE = 1000;
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
  private static final Duration HURRY = Duration.ofSeconds(4);

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
   * Makes sure that there is a server at all, before anything is asked of it: one that has answered
   * is waited for when it is away, one that never was is not.
   *
   * @throws ServerException when nothing answers
   */
  public void requireServer() throws InterruptedException {
    try {
      Patience.FIRST_CONTACT.call(
          channel,
          server,
          () ->
              StudyServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                  .listStudies(ListStudiesRequest.newBuilder().setPageSize(1).build()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        throw new Patience(FIRST_ANSWER, Duration.ZERO).gone(server, e);
      }
      // What a web server sends takes several lines.
      throw new ServerException(
          "%s is no Nullscope server, or an older one: %s"
              .formatted(server, describe(e.getStatus()).lines().findFirst().orElse("")),
          e);
    }
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

  /** Every study, newest first. */
  public List<StudySummary> studies() throws InterruptedException {
    List<StudySummary> studies = new ArrayList<>();
    String token = "";
    do {
      String next = token;
      ListStudiesResponse page;
      try {
        page = patience.call(channel, server, () -> page(PAGE_SIZE, next));
      } catch (StatusRuntimeException e) {
        throw refused("does not list its studies", e);
      }
      studies.addAll(page.getStudiesList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return studies;
  }

  private ListStudiesResponse page(int size, String token) {
    return StudyServiceGrpc.newBlockingStub(channel)
        .listStudies(ListStudiesRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  /**
   * The state and the steps of a study.
   *
   * @throws UnknownStudyException when there is none of this id
   */
  public StudyStatus status(String studyId) throws InterruptedException {
    GetStudyRequest request = GetStudyRequest.newBuilder().setStudyId(studyId).build();
    return ofStudy(
        studyId,
        "does not show the study",
        () -> StudyServiceGrpc.newBlockingStub(channel).getStudy(request).getStatus());
  }

  /**
   * Cancels a study; does nothing to one that has ended.
   *
   * @return what it is after that
   * @throws UnknownStudyException when there is none of this id
   */
  public StudyStatus cancel(String studyId) throws InterruptedException {
    CancelStudyRequest request = CancelStudyRequest.newBuilder().setStudyId(studyId).build();
    return ofStudy(
        studyId,
        "does not cancel the study",
        () -> StudyServiceGrpc.newBlockingStub(channel).cancelStudy(request).getStatus());
  }

  /**
   * Cancels a study in a hurry, when this process is about to end.
   *
   * @return false when it was not possible
   */
  public boolean cancelNow(String studyId) {
    try {
      StudyServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(HURRY.toMillis(), TimeUnit.MILLISECONDS)
          .cancelStudy(CancelStudyRequest.newBuilder().setStudyId(studyId).build());
      return true;
    } catch (StatusRuntimeException e) {
      // A study that is not known has not begun.
      return e.getStatus().getCode() == Status.Code.NOT_FOUND;
    }
  }

  /**
   * Deletes a study that has ended.
   *
   * @throws UnknownStudyException when there is none of this id
   */
  public void delete(String studyId) throws InterruptedException {
    DeleteStudyRequest request = DeleteStudyRequest.newBuilder().setStudyId(studyId).build();
    ofStudy(
        studyId,
        "does not delete the study",
        () -> StudyServiceGrpc.newBlockingStub(channel).deleteStudy(request));
  }

  private <T> T ofStudy(String studyId, String unwilling, Callable<T> call)
      throws InterruptedException {
    try {
      return patience.call(channel, server, call);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        throw new UnknownStudyException(studyId, server, e);
      }
      throw refused(unwilling, e);
    }
  }

  /** The progress of an attempt; close it when done. */
  public StudyWatch watch(String studyId, int attempt) {
    return new StudyWatch(server, channel, patience, studyId, attempt);
  }

  /**
   * The verdicts of a study.
   *
   * @param headlines what they say together, for each SAE configuration that has scores
   */
  public record Verdicts(List<Headline> headlines, List<Verdict> all) {}

  /** Every verdict of a study that has ended. */
  public Verdicts verdicts(String studyId) throws InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    List<Headline> headlines = List.of();
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
      headlines = page.getHeadlinesList();
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return new Verdicts(headlines, verdicts);
  }

  /**
   * Verdicts under other settings.
   *
   * @param changes each setting that is not the one of the study, as a sentence
   * @param csv verdicts.csv
   * @param studyYaml the study with these settings
   */
  public record RevisedVerdicts(
      Verdicts verdicts, List<String> changes, byte[] csv, String studyYaml) {}

  /**
   * The verdicts of a study that has ended, made anew under other settings of its statistics.
   *
   * @throws InvalidSubmissionException when a setting is wrong
   * @throws UnknownStudyException when there is no study of this id
   */
  public RevisedVerdicts revisedVerdicts(String studyId, List<String> overrides)
      throws InterruptedException {
    ReviseVerdictsRequest request =
        ReviseVerdictsRequest.newBuilder().setStudyId(studyId).addAllOverrides(overrides).build();
    ReviseVerdictsResponse whole;
    try {
      whole =
          patience.call(
              channel,
              server,
              () -> {
                ReviseVerdictsResponse.Builder parts = ReviseVerdictsResponse.newBuilder();
                ByteString csv = ByteString.EMPTY;
                Iterator<ReviseVerdictsResponse> sent =
                    ResultsServiceGrpc.newBlockingStub(channel).reviseVerdicts(request);
                while (sent.hasNext()) {
                  ReviseVerdictsResponse part = sent.next();
                  csv = csv.concat(part.getCsvChunk());
                  parts.mergeFrom(part);
                }
                return parts.setCsvChunk(csv).build();
              });
    } catch (StatusRuntimeException e) {
      switch (e.getStatus().getCode()) {
        case INVALID_ARGUMENT -> throw new InvalidSubmissionException(describe(e.getStatus()), e);
        case NOT_FOUND -> throw new UnknownStudyException(studyId, server, e);
        default -> throw refused("does not make verdicts of " + studyId, e);
      }
    }
    return new RevisedVerdicts(
        new Verdicts(whole.getHeadlinesList(), whole.getVerdictsList()),
        whole.getChangesList(),
        whole.getCsvChunk().toByteArray(),
        whole.getStudyYaml());
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
