/**
 * The one-machine stack: a Kafka broker, an S3 store and the five services as child processes of
 * the command line, supervised, with their state under one home directory. {@link
 * io.nullscope.cli.stack.LocalStack} is the way in.
 */
package io.nullscope.cli.stack;
