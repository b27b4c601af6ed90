package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.JsonText;
import io.nullscope.metrics.application.ReportRenderer;
import io.nullscope.metrics.application.StudyResults;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.UserTagSectionHelper;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The report by Qute. Texts of the study (names, tokens, explanations) come from strangers: the
 * engine escapes every value, and the data of the charts is JSON in which nothing can end the
 * script element.
 */
public final class QuteReport implements ReportRenderer {

  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/%s/dist/echarts.min.js";

  private static final String ECHARTS_PROPERTIES =
      "/META-INF/maven/org.mvnpm/echarts/pom.properties";

  /** The parts of the page that several of its sections have. */
  private static final List<String> TAGS = List.of("verdictTable", "scoreTable", "latentContext");

  private final Template template;
  private final String css;
  private final String script;
  private final String echarts;

  /** Reads the template, the styles and the scripts from the class path. */
  public QuteReport() {
    EngineBuilder builder =
        Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)));
    TAGS.forEach(tag -> builder.addSectionHelper(new UserTagSectionHelper.Factory(tag, tag)));
    Engine engine = builder.build();
    Variant html = Variant.forContentType(Variant.TEXT_HTML);
    for (String tag : TAGS) {
      engine.putTemplate(tag, engine.parse(resource("/report/" + tag + ".html"), html, tag));
    }
    this.template = engine.parse(resource("/report/report.html"), html, "report.html");
    this.css = resource("/report/report.css");
    this.script = inline(resource("/report/tables.js") + resource("/report/report.js"));
    this.echarts = inline(resource(ECHARTS.formatted(echartsVersion())));
  }

  @Override
  public String render(StudyResults results) {
    return template
        .data("page", ReportPage.of(results))
        .data("css", new RawString(css))
        .data("echarts", new RawString(echarts))
        .data("script", new RawString(script))
        .data(
            "json",
            new RawString(JsonText.forScript(ChartData.of(results, ReportPage.styles(results)))))
        .render();
  }

  /** The jar has its version in the path of its files. */
  private static String echartsVersion() {
    return resource(ECHARTS_PROPERTIES)
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no version in " + ECHARTS_PROPERTIES));
  }

  /** A script that holds the end of a script element cannot be put into one. */
  private static String inline(String script) {
    if (script.contains("</script") || script.contains("<!--")) {
      throw new IllegalStateException("a script of the report cannot be inlined: it ends itself");
    }
    return script;
  }

  private static String resource(String path) {
    try (InputStream in = QuteReport.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("resource " + path + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + path, e);
    }
  }
}
