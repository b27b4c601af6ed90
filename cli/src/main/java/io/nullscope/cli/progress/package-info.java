/**
 * Shows how far a study is: pure functions from statuses and times to text, for terminals and for
 * logs.
 */
package io.nullscope.cli.progress;
