/**
 * What can be known about a study before anything is started: whether its model and its text are
 * there and fit what it asks for, and whether this machine has room for it. Reads names, sizes and
 * first lines only, so that it takes well under two seconds.
 */
package io.nullscope.cli.preflight;
