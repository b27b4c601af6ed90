/** Tables and lists that commands print when they are done: pure functions to text. */
package io.nullscope.cli.report;
