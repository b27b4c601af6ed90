package io.nullscope.metrics.adapter.web;

import io.nullscope.metrics.application.StudyNotFoundException;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudyRecord;
import io.nullscope.study.StudyId;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /} lists the studies; {@code /studies/ID/FILE} is a result file, of which {@code
 * report.html} is a page.
 */
@ApplicationScoped
class StudyPages {

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "report.html", "text/html; charset=utf-8",
          "results.json", "application/json",
          "cells.csv", "text/csv; charset=utf-8",
          "latents.csv", "text/csv; charset=utf-8",
          "verdicts.csv", "text/csv; charset=utf-8",
          "study.lock.yaml", "text/plain; charset=utf-8");

  private static final List<String> FILES = CONTENT_TYPES.keySet().stream().sorted().toList();

  private final StudyQueries queries;
  private final Template index;

  StudyPages(StudyQueries queries) {
    this.queries = queries;
    this.index =
        Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build()
            .parse(template(), Variant.forContentType(Variant.TEXT_HTML));
  }

  void routes(@Observes Router router) {
    router.get("/").blockingHandler(this::list, false);
    router.get("/studies/:id/:file").blockingHandler(this::file, false);
  }

  private void list(RoutingContext request) {
    List<Row> rows = queries.studies().stream().map(Row::of).toList();
    request
        .response()
        .putHeader("content-type", "text/html; charset=utf-8")
        .end(index.data("studies", rows, "files", FILES).render());
  }

  private void file(RoutingContext request) {
    String name = request.pathParam("file");
    String contentType = CONTENT_TYPES.get(name);
    Optional<InputStream> content = Optional.empty();
    if (contentType != null) {
      try {
        content = queries.resultFile(new StudyId(request.pathParam("id")).value(), name);
      } catch (StudyNotFoundException | IllegalArgumentException e) {
        content = Optional.empty();
      }
    }
    if (content.isEmpty()) {
      request
          .response()
          .setStatusCode(404)
          .end("There is no such file. Studies have their files when they have ended.");
      return;
    }
    try (InputStream in = content.get()) {
      request
          .response()
          .putHeader("content-type", contentType)
          .end(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }

  private static String template() {
    try (InputStream in = StudyPages.class.getResourceAsStream("/templates/studies.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the page's template cannot be read", e);
    }
  }

  /**
   * One study in the list.
   *
   * @param startedAt for programs
   * @param started for people, to the second
   */
  record Row(
      String id, String name, String state, String startedAt, String started, boolean ended) {

    static Row of(StudyRecord study) {
      return new Row(
          study.studyId(),
          study.name(),
          study.state().name().toLowerCase(Locale.ROOT),
          study.startedAt().toString(),
          study
              .startedAt()
              .truncatedTo(ChronoUnit.SECONDS)
              .toString()
              .replaceAll("[TZ]", " ")
              .strip(),
          study.resultsId().isPresent());
    }
  }
}
