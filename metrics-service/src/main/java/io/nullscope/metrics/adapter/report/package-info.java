/** The web report: one page with its scripts, styles and data inside. */
package io.nullscope.metrics.adapter.report;
