package io.nullscope.metrics.config;

import io.agroal.api.AgroalDataSource;
import io.nullscope.metrics.adapter.store.ConnectionPool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The connection pool. Which database it is follows from the address at run time, so one image
 * serves the one-machine stack (H2) and the cluster (PostgreSQL); Quarkus' own data sources fix
 * that at build time.
 */
@ApplicationScoped
class DatabaseBeans {

  @Produces
  @Singleton
  AgroalDataSource dataSource(MetricsConfig config) {
    MetricsConfig.Database database = config.database();
    return new ConnectionPool(
            database.url(), database.user(), database.password(), database.maxConnections())
        .open();
  }

  void close(@Disposes AgroalDataSource dataSource) {
    dataSource.close();
  }
}
