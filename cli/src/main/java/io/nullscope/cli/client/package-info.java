/** Talks to a Nullscope server by gRPC, and keeps talking when the server is restarted. */
package io.nullscope.cli.client;
