package io.nullscope.metrics.config;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

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
    AgroalDataSourceConfigurationSupplier pool =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                connections ->
                    connections
                        .maxSize(database.maxConnections())
                        .connectionFactoryConfiguration(
                            factory ->
                                factory
                                    .jdbcUrl(database.url())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password()))));
    try {
      AgroalDataSource dataSource = AgroalDataSource.from(pool);
      Flyway.configure(DatabaseBeans.class.getClassLoader())
          .dataSource(dataSource)
          .load()
          .migrate();
      return dataSource;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the database at " + database.url() + " cannot be used: " + e.getMessage(), e);
    }
  }

  void close(@Disposes AgroalDataSource dataSource) {
    dataSource.close();
  }
}
