/**
 * The use cases of metrics-service and the ports they need: project facts onto the read model,
 * assemble the results of an ended study, submit and query studies. Knows no framework, no wire
 * format and no database.
 */
package io.nullscope.metrics.application;
