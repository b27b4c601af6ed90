package io.nullscope.metrics.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.fixtures.Chromium;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.StepId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through a web server, as a browser sees them. */
class StudyPagesTest {

  private final StudyAttempt attempt = Studies.attempt(1);
  private final FinishedStudy study = new FinishedStudy(attempt);
  private Vertx vertx;
  private HttpServer server;

  private record Answer(int status, String contentType, String body) {}

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    new StudyPages(new StudyQueries(study.readModel, study.artifacts)).routes(router);
    server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void saysThatThereAreNoStudiesYet() throws Exception {
    Answer page = get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
    assertThat(page.body()).contains("There are none yet").doesNotContain("<table>");
  }

  @Test
  void listsAStudyWithItsFilesWhenItHasEnded() throws Exception {
    study.run();

    String page = get("/").body();

    assertThat(page)
        .contains("tiny<br><small>study-1</small>")
        .contains("<td class=\"completed\">completed</td>")
        .contains("<time datetime=\"2026-01-02T03:04:05.678Z\">2026-01-02 03:04:05</time>");
    assertThat(links(page))
        .containsExactly(
            "/studies/study-1/cells.csv",
            "/studies/study-1/latents.csv",
            "/studies/study-1/report.html",
            "/studies/study-1/results.json",
            "/studies/study-1/study.lock.yaml",
            "/studies/study-1/verdicts.csv");
    for (String link : links(page)) {
      Answer file = get(link);
      assertThat(file.status()).as(link).isEqualTo(200);
      assertThat(file.body())
          .as(link)
          .isEqualTo(study.file(link.substring(link.lastIndexOf('/') + 1)));
    }
    assertThat(contentType("report.html")).isEqualTo("text/html; charset=utf-8");
    assertThat(contentType("results.json")).isEqualTo("application/json");
    assertThat(contentType("cells.csv")).isEqualTo("text/csv; charset=utf-8");
    assertThat(contentType("study.lock.yaml")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void isReadableOnAPhone(@TempDir Path directory) throws Exception {
    Chromium chromium = Chromium.orSkip(directory);
    study.run();
    String page = get("/").body();

    assertThat(chromium.faults(page, 400, true)).isEmpty();
  }

  @Test
  void aStudyThatHasNotEndedHasNoFiles() throws Exception {
    study.projection.apply(new StudyFact.Requested(attempt));

    String page = get("/").body();

    assertThat(page).contains("tiny<br><small>study-1</small>");
    assertThat(links(page)).isEmpty();
    assertNotFound("/studies/study-1/report.html");
  }

  @Test
  void whatThereIsNotIsNotFound() throws Exception {
    study.run();

    assertNotFound("/studies/study-2/report.html");
    assertNotFound("/studies/study-1/manifest.json");
    assertNotFound("/studies/study-1/..%2Freport.html");
    assertThat(get("/studies/study-1").status()).isEqualTo(404);
  }

  @Test
  void hostileNamesAreText() throws Exception {
    String name = "<script>alert('n')</script> & \"co\"";
    study.projection.apply(
        new StudyFact.Requested(
            new StudyAttempt(
                "study-2",
                1,
                Studies.spec("'" + name.replace("'", "''") + "'", "trained, step0"))));
    // Nothing but a failure has been heard of this one, so its id is what somebody put in an event.
    study.projection.apply(
        Studies.failure(
            new StudyAttempt("\"><img src=x onerror=alert(1)>", 1, attempt.spec()),
            StepId.study(),
            "INVALID_STUDY"));

    String page = get("/").body();

    assertThat(page)
        .contains("&lt;script&gt;alert(&#39;n&#39;)&lt;/script&gt; &amp; &quot;co&quot;")
        .contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<script", "<img");
  }

  private void assertNotFound(String path) throws Exception {
    Answer answer = get(path);
    assertThat(answer.status()).as(path).isEqualTo(404);
    assertThat(answer.body()).as(path).contains("There is no such file");
  }

  private String contentType(String file) throws Exception {
    return get("/studies/study-1/" + file).contentType();
  }

  private Answer get(String path) throws Exception {
    return await(
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", path)
            .compose(HttpClientRequest::send)
            .compose(
                response ->
                    response
                        .body()
                        .map(
                            body ->
                                new Answer(
                                    response.statusCode(),
                                    response.getHeader("content-type"),
                                    body.toString()))));
  }

  private static List<String> links(String page) {
    return Pattern.compile("<a href=\"([^\"]*)\"")
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
