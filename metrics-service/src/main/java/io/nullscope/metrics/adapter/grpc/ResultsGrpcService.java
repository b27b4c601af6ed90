package io.nullscope.metrics.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.nullscope.metrics.adapter.wire.LatentMessages;
import io.nullscope.metrics.adapter.wire.MetricMessages;
import io.nullscope.metrics.adapter.wire.VerdictMessages;
import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.Page;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.VerdictRevision;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.service.WireStudies;
import io.nullscope.study.CellKey;
import io.nullscope.v1.Cell;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetResultFileResponse;
import io.nullscope.v1.GetRocCurveRequest;
import io.nullscope.v1.GetRocCurveResponse;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListCellsResponse;
import io.nullscope.v1.ListLatentsRequest;
import io.nullscope.v1.ListLatentsResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.ListVerdictsResponse;
import io.nullscope.v1.ResultsServiceGrpc;
import io.nullscope.v1.ReviseVerdictsRequest;
import io.nullscope.v1.ReviseVerdictsResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code nullscope.v1.ResultsService}. */
@GrpcService
public class ResultsGrpcService extends ResultsServiceGrpc.ResultsServiceImplBase {

  private static final int CHUNK_BYTES = 64 << 10;

  /** A latent has hundreds of windows; most clients take messages of 4 MiB. */
  private static final int LATENTS_PAGE_BYTES = 2 << 20;

  private final StudyQueries queries;

  private final VerdictRevision revision;

  public ResultsGrpcService(StudyQueries queries, VerdictRevision revision) {
    this.queries = queries;
    this.revision = revision;
  }

  @Override
  @Blocking
  public void listCells(ListCellsRequest request, StreamObserver<ListCellsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<CellRecord> cells =
              queries.cells(Requested.studyId(request.getStudyId()), page.offset(), page.size());
          ListCellsResponse.Builder response = ListCellsResponse.newBuilder();
          cells.items().forEach(cell -> response.addCells(cell(cell)));
          return response.setNextPageToken(PageRequest.token(cells.next())).build();
        });
  }

  @Override
  @Blocking
  public void listVerdicts(
      ListVerdictsRequest request, StreamObserver<ListVerdictsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<Verdict> verdicts =
              queries.verdicts(Requested.studyId(request.getStudyId()), page.offset(), page.size());
          ListVerdictsResponse.Builder response = ListVerdictsResponse.newBuilder();
          verdicts
              .items()
              .forEach(verdict -> response.addVerdicts(VerdictMessages.toWire(verdict)));
          queries
              .headlines(request.getStudyId())
              .forEach(
                  (sae, headline) ->
                      response.addHeadlinesBuilder().setSae(sae).setSentence(headline.sentence()));
          return response.setNextPageToken(PageRequest.token(verdicts.next())).build();
        });
  }

  @Override
  @Blocking
  public void reviseVerdicts(
      ReviseVerdictsRequest request, StreamObserver<ReviseVerdictsResponse> observer) {
    ServerCallStreamObserver<ReviseVerdictsResponse> call =
        (ServerCallStreamObserver<ReviseVerdictsResponse>) observer;
    try {
      VerdictRevision.Revised revised =
          revision.revise(
              Requested.studyId(request.getStudyId()),
              request.getOverridesList(),
              () -> {
                if (call.isCancelled()) {
                  throw Status.CANCELLED.asRuntimeException();
                }
              });
      send(revised, observer);
    } catch (RuntimeException e) {
      observer.onError(Statuses.of(e));
      return;
    }
    observer.onCompleted();
  }

  private static void send(
      VerdictRevision.Revised revised, StreamObserver<ReviseVerdictsResponse> observer) {
    ReviseVerdictsResponse.Builder first =
        ReviseVerdictsResponse.newBuilder()
            .addAllChanges(revised.changes())
            .setStudyYaml(revised.spec().toYaml());
    revised
        .headlines()
        .forEach(
            (sae, headline) ->
                first.addHeadlinesBuilder().setSae(sae).setSentence(headline.sentence()));
    observer.onNext(first.build());
    for (Verdict verdict : revised.verdicts()) {
      observer.onNext(
          ReviseVerdictsResponse.newBuilder().addVerdicts(VerdictMessages.toWire(verdict)).build());
    }
    ByteString csv = ByteString.copyFromUtf8(revised.csv());
    for (int at = 0; at < csv.size(); at += CHUNK_BYTES) {
      ByteString chunk = csv.substring(at, Math.min(csv.size(), at + CHUNK_BYTES));
      observer.onNext(ReviseVerdictsResponse.newBuilder().setCsvChunk(chunk).build());
    }
  }

  @Override
  @Blocking
  public void getRocCurve(
      GetRocCurveRequest request, StreamObserver<GetRocCurveResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          CellKey cell = WireStudies.toDomain(request.getCell());
          RocCurve curve =
              queries
                  .rocCurve(
                      Requested.studyId(request.getStudyId()),
                      cell,
                      Requested.text("scorer", request.getScorer()))
                  .orElseThrow(
                      () ->
                          Statuses.status(
                              Status.NOT_FOUND,
                              "cell %s of study '%s' has no ROC curve of scorer '%s'"
                                  .formatted(cell, request.getStudyId(), request.getScorer())));
          return GetRocCurveResponse.newBuilder().setCurve(MetricMessages.toWire(curve)).build();
        });
  }

  @Override
  @Blocking
  public void listLatents(
      ListLatentsRequest request, StreamObserver<ListLatentsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<ScoredLatent> latents =
              queries.latents(
                  Requested.studyId(request.getStudyId()),
                  WireStudies.toDomain(request.getCell()),
                  page.offset(),
                  page.size());
          return latents(latents, page.offset());
        });
  }

  /** Ends the page early when the message gets too large. */
  private static ListLatentsResponse latents(Page<ScoredLatent> page, int offset) {
    ListLatentsResponse.Builder response = ListLatentsResponse.newBuilder();
    int bytes = 0;
    for (ScoredLatent latent : page.items()) {
      io.nullscope.v1.ScoredLatent message = LatentMessages.toWire(latent);
      bytes += message.getSerializedSize();
      if (bytes > LATENTS_PAGE_BYTES && response.getLatentsCount() > 0) {
        int next = offset + response.getLatentsCount();
        return response.setNextPageToken(PageRequest.token(next)).build();
      }
      response.addLatents(message);
    }
    return response.setNextPageToken(PageRequest.token(page.next())).build();
  }

  @Override
  @Blocking
  public void getResultFile(
      GetResultFileRequest request, StreamObserver<GetResultFileResponse> observer) {
    try {
      InputStream file =
          queries
              .resultFile(Requested.studyId(request.getStudyId()), request.getName())
              .orElseThrow(
                  () ->
                      Statuses.status(
                          Status.NOT_FOUND,
                          "study '%s' has no result file '%s' (yet)"
                              .formatted(request.getStudyId(), request.getName())));
      send(file, observer);
    } catch (RuntimeException e) {
      observer.onError(Statuses.of(e));
      return;
    }
    observer.onCompleted();
  }

  private static void send(InputStream file, StreamObserver<GetResultFileResponse> observer) {
    try (file) {
      byte[] chunk = file.readNBytes(CHUNK_BYTES);
      while (chunk.length > 0) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(chunk);
        observer.onNext(GetResultFileResponse.newBuilder().setChunk(bytes).build());
        chunk = file.readNBytes(CHUNK_BYTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading a result file broke off", e);
    }
  }

  private static Cell cell(CellRecord cell) {
    Cell.Builder message =
        Cell.newBuilder()
            .setKey(WireStudies.toWire(cell.key()))
            .setSaeId(cell.saeId())
            .setCounts(MetricMessages.toWire(cell.counts()));
    cell.positions().ifPresent(positions -> message.setPositions(MetricMessages.toWire(positions)));
    cell.metrics().forEach((id, value) -> message.putMetrics(id, MetricMessages.toWire(value)));
    return message.build();
  }
}
