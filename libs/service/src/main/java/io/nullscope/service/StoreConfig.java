package io.nullscope.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The S3-compatible object store. Credentials come from the environment or a mounted secret. */
@ConfigMapping(prefix = "nullscope.s3")
public interface StoreConfig {

  /** Address, e.g. {@code http://minio:9000}. */
  String endpoint();

  @WithDefault("us-east-1")
  String region();

  /** Bucket; created when it is missing. */
  @WithDefault("nullscope")
  String bucket();

  String accessKey();

  String secretKey();
}
