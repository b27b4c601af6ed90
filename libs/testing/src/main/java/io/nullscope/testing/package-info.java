/**
 * What tests of several modules share: real Kafka and S3 servers as child processes, the
 * architecture rules of a service, and the way to data that is not in the repository. Depends on no
 * other library of the project.
 */
package io.nullscope.testing;
