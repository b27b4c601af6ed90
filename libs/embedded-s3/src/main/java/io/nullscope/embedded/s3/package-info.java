/**
 * An S3-compatible object store on the local file system, in a process of its own, for the
 * one-machine stack and for tests.
 */
package io.nullscope.embedded.s3;
