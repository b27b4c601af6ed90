package io.nullscope.metrics.adapter.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.nullscope.metrics.adapter.wire.LatentMessages;
import io.nullscope.metrics.adapter.wire.MetricMessages;
import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.Page;
import io.nullscope.metrics.application.StudyQueries;
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
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Cells, verdicts, ROC curves, latents and result files. */
@GrpcService
class ResultsGrpcService extends ResultsServiceGrpc.ResultsServiceImplBase {

  private static final int CHUNK_BYTES = 256 << 10;

  private final StudyQueries queries;

  ResultsGrpcService(StudyQueries queries) {
    this.queries = queries;
  }

  @Override
  @Blocking
  public void listCells(ListCellsRequest request, StreamObserver<ListCellsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<CellRecord> cells = queries.cells(request.getStudyId(), page.offset(), page.size());
          ListCellsResponse.Builder response = ListCellsResponse.newBuilder().setNextPageToken(PageRequest.token(cells));
          cells.items().forEach(cell -> response.addCells(toWire(cell)));
          return response.build();
        });
  }

  @Override
  @Blocking
  public void listVerdicts(ListVerdictsRequest request, StreamObserver<ListVerdictsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<Verdict> verdicts = queries.verdicts(request.getStudyId(), page.offset(), page.size());
          ListVerdictsResponse.Builder response =
              ListVerdictsResponse.newBuilder().setNextPageToken(PageRequest.token(verdicts));
          verdicts.items().forEach(verdict -> response.addVerdicts(MetricMessages.toWire(verdict)));
          return response.build();
        });
  }

  @Override
  @Blocking
  public void getRocCurve(GetRocCurveRequest request, StreamObserver<GetRocCurveResponse> observer) {
    Statuses.answer(
        observer,
        () ->
            queries
                .rocCurve(request.getStudyId(), cell(request.getCell()), request.getScorer())
                .map(curve -> GetRocCurveResponse.newBuilder().setCurve(MetricMessages.toWire(curve)).build())
                .orElseThrow(
                    () ->
                        Status.NOT_FOUND
                            .withDescription("there is no " + request.getScorer() + " ROC curve of this cell yet")
                            .asRuntimeException()));
  }

  @Override
  @Blocking
  public void listLatents(ListLatentsRequest request, StreamObserver<ListLatentsResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<ScoredLatent> latents =
              queries.latents(request.getStudyId(), cell(request.getCell()), page.offset(), page.size());
          ListLatentsResponse.Builder response =
              ListLatentsResponse.newBuilder().setNextPageToken(PageRequest.token(latents));
          latents.items().forEach(latent -> response.addLatents(LatentMessages.toWire(latent)));
          return response.build();
        });
  }

  @Override
  @Blocking
  public void getResultFile(GetResultFileRequest request, StreamObserver<GetResultFileResponse> observer) {
    try (InputStream file =
        queries
            .resultFile(request.getStudyId(), request.getName())
            .orElseThrow(
                () ->
                    Status.NOT_FOUND
                        .withDescription(
                            "study " + request.getStudyId() + " has no file " + request.getName()
                                + "; a study has its files when it has ended")
                        .asRuntimeException())) {
      for (byte[] chunk = file.readNBytes(CHUNK_BYTES); chunk.length > 0; chunk = file.readNBytes(CHUNK_BYTES)) {
        observer.onNext(GetResultFileResponse.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
      }
    } catch (IOException e) {
      observer.onError(Statuses.of(new UncheckedIOException("reading " + request.getName(), e)));
      return;
    } catch (RuntimeException e) {
      observer.onError(Statuses.of(e));
      return;
    }
    observer.onCompleted();
  }

  private static CellKey cell(io.nullscope.v1.CellKey key) {
    return WireStudies.toDomain(key);
  }

  private static Cell toWire(CellRecord cell) {
    Cell.Builder message =
        Cell.newBuilder()
            .setKey(WireStudies.toWire(cell.key()))
            .setSaeId(cell.saeId())
            .setCounts(MetricMessages.toWire(cell.counts()));
    cell.metrics().forEach((id, value) -> message.putMetrics(id, MetricMessages.toWire(value)));
    return message.build();
  }
}
