/**
 * The whole product as a user sees it: the command line starts the local stack, runs studies, and
 * is killed, interrupted and fed with bad input.
 */
package io.nullscope.systemtests;
