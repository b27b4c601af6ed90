package io.nullscope.metrics.application;

/** Makes report.html. A port: implemented with a template engine. */
public interface ReportRenderer {

  /** A page that needs nothing else: scripts, styles and data are inside. */
  String render(StudyResults results);
}
