package io.nullscope.metrics.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.v1.Cell;
import io.nullscope.v1.CellKey;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetRocCurveRequest;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListCellsResponse;
import io.nullscope.v1.ListLatentsRequest;
import io.nullscope.v1.ListLatentsResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.ListVerdictsResponse;
import io.nullscope.v1.ReviseVerdictsRequest;
import io.nullscope.v1.ReviseVerdictsResponse;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsGrpcServiceTest extends GrpcFixture {

  @Test
  void listsAreGivenInPages() {
    study.run();
    List<Cell> cells = new ArrayList<>();
    String token = "";
    do {
      ListCellsResponse page =
          results.listCells(
              ListCellsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setPageSize(3)
                  .setPageToken(token)
                  .build());
      cells.addAll(page.getCellsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(cells).hasSize(4).doesNotHaveDuplicates();
    assertThat(cells.get(0).getMetricsMap()).hasSize(30);
    List<Verdict> verdicts = new ArrayList<>();
    do {
      ListVerdictsResponse page =
          results.listVerdicts(
              ListVerdictsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setPageSize(10)
                  .setPageToken(token)
                  .build());
      verdicts.addAll(page.getVerdictsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(verdicts).hasSize(20 * 3 - 2).doesNotHaveDuplicates();
    assertStatus(
        failure(
            () ->
                results.listCells(
                    ListCellsRequest.newBuilder()
                        .setStudyId("study-1")
                        .setPageToken("b29wcw")
                        .build())),
        Status.Code.INVALID_ARGUMENT,
        "page_token");
  }

  @Test
  void pagesOfLatentsStaySmallEnoughForAMessage() {
    study.run();
    int latents = 0;
    int pages = 0;
    String token = "";
    do {
      ListLatentsResponse page =
          results.listLatents(
              ListLatentsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setCell(CELL)
                  .setPageSize(5)
                  .setPageToken(token)
                  .build());
      assertThat(page.getSerializedSize()).isLessThan(4 << 20);
      latents += page.getLatentsCount();
      pages++;
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(latents).isEqualTo(12);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void rocCurvesAreFoundByCellAndScorer() {
    study.run();
    GetRocCurveRequest request =
        GetRocCurveRequest.newBuilder()
            .setStudyId("study-1")
            .setCell(CELL)
            .setScorer("fuzzing")
            .build();
    assertThat(results.getRocCurve(request).getCurve().getPointsCount()).isGreaterThan(2);
    assertStatus(
        failure(() -> results.getRocCurve(request.toBuilder().setScorer("x").build())),
        Status.Code.NOT_FOUND,
        "no ROC curve of scorer 'x'");
    CellKey nonsense = CELL.toBuilder().setHookPoint("layer 1").build();
    assertStatus(
        failure(() -> results.getRocCurve(request.toBuilder().setCell(nonsense).build())),
        Status.Code.INVALID_ARGUMENT,
        "layer 1");
  }

  @Test
  void verdictsAreMadeAgain() {
    study.run();
    ReviseVerdictsRequest request =
        ReviseVerdictsRequest.newBuilder().setStudyId("study-1").build();
    ReviseVerdictsResponse.Builder parts = ReviseVerdictsResponse.newBuilder();
    StringBuilder csv = new StringBuilder();
    results
        .reviseVerdicts(request)
        .forEachRemaining(
            part -> {
              parts.mergeFrom(part);
              csv.append(part.getCsvChunk().toStringUtf8());
            });
    assertThat(csv).hasToString(study.file("verdicts.csv"));
    assertThat(parts.getVerdictsList()).hasSize(20 * 3 - 2);
    assertThat(parts.getHeadlinesList()).hasSize(1);
    assertThat(parts.getStudyYaml()).isEqualTo(attempt.spec().toYaml());
    assertStatus(
        failure(
            () ->
                results.reviseVerdicts(request.toBuilder().addOverrides("sae.k=2").build()).next()),
        Status.Code.INVALID_ARGUMENT,
        "only settings under statistics");
  }

  @Test
  void aStudyWithAMarginOfNoMetricIsRefused() {
    String yaml = attempt.spec().toYaml() + "  margins: {fuzing.auroc.v1: 0.1}\n";
    assertStatus(
        failure(
            () -> studies.submitStudy(SubmitStudyRequest.newBuilder().setStudyYaml(yaml).build())),
        Status.Code.INVALID_ARGUMENT,
        "did you mean fuzzing.auroc.v1?");
  }

  @Test
  void resultFilesComeInChunks() throws IOException {
    GetResultFileRequest request =
        GetResultFileRequest.newBuilder().setStudyId("study-1").setName("report.html").build();
    study.projection.apply(new StudyFact.Requested(attempt));
    assertThatThrownBy(() -> results.getResultFile(request).next())
        .hasMessageContaining("no result file 'report.html' (yet)");
    study.run();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Iterator<io.nullscope.v1.GetResultFileResponse> chunks = results.getResultFile(request);
    while (chunks.hasNext()) {
      chunks.next().getChunk().writeTo(file);
    }
    assertThat(file.toString(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(study.file("report.html"));
  }
}
