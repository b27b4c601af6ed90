/** The web page: studies with their state, and the files of those that have ended. */
package io.nullscope.metrics.adapter.web;
