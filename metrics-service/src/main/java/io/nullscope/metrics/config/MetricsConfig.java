package io.nullscope.metrics.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of this service. */
@ConfigMapping(prefix = "nullscope.metrics")
public interface MetricsConfig {

  /** Where the read model is kept. */
  Database database();

  /** A PostgreSQL database, or an embedded H2 file in PostgreSQL mode. */
  interface Database {

    /** JDBC address, e.g. {@code jdbc:postgresql://db:5432/nullscope}. */
    String url();

    @WithDefault("nullscope")
    String user();

    /** From the environment or a mounted secret. */
    @WithDefault("nullscope")
    String password();

    /** Most connections open at a time. */
    @WithDefault("8")
    int maxConnections();
  }
}
