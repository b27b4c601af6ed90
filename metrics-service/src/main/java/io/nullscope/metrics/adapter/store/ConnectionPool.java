package io.nullscope.metrics.adapter.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Connections to the read model's database. A restart of the database breaks every connection that
 * is open: each is looked at before it is lent, and idle ones now and then, so that the first call
 * after the restart works.
 *
 * @param url JDBC address of a PostgreSQL database or an H2 file
 * @param maxConnections most connections open at a time
 */
public record ConnectionPool(String url, String user, String password, int maxConnections) {

  private static final String POSTGRESQL = "jdbc:postgresql:";

  private static final int VALIDATION_SECONDS = 5;

  private static final Duration ACQUISITION = Duration.ofSeconds(15);

  private static final Duration BACKGROUND_VALIDATION = Duration.ofMinutes(1);

  /** A database that is started together with the service may need a while. */
  private static final int CONNECT_RETRIES = 5;

  /**
   * Opens the pool and brings the database to the schema of {@code db/migration}.
   *
   * @throws IllegalStateException when the database cannot be used
   */
  public AgroalDataSource open() {
    AgroalDataSource dataSource = null;
    try {
      dataSource = AgroalDataSource.from(configuration());
      Flyway.configure(ConnectionPool.class.getClassLoader())
          .dataSource(dataSource)
          .connectRetries(CONNECT_RETRIES)
          .load()
          .migrate();
      return dataSource;
    } catch (SQLException | FlywayException e) {
      if (dataSource != null) {
        dataSource.close();
      }
      throw new IllegalStateException(
          "the database at "
              + url
              + " cannot be used: "
              + e.getMessage()
              + "; the database must exist, and nullscope.metrics.database.url, .user and .password"
              + " must be right",
          e);
    }
  }

  private AgroalDataSourceConfigurationSupplier configuration() {
    return new AgroalDataSourceConfigurationSupplier()
        .connectionPoolConfiguration(
            connections ->
                connections
                    .maxSize(maxConnections)
                    .acquisitionTimeout(ACQUISITION)
                    .connectionValidator(
                        ConnectionValidator.defaultValidatorWithTimeout(VALIDATION_SECONDS))
                    .validateOnBorrow(true)
                    .validationTimeout(BACKGROUND_VALIDATION)
                    .exceptionSorter(new PostgreSQLExceptionSorter())
                    .connectionFactoryConfiguration(this::connections));
  }

  private AgroalConnectionFactoryConfigurationSupplier connections(
      AgroalConnectionFactoryConfigurationSupplier factory) {
    factory
        .jdbcUrl(url)
        .principal(new NamePrincipal(user))
        .credential(new SimplePassword(password));
    if (url.startsWith(POSTGRESQL)) {
      // A database that vanishes without a word must not hold a thread for ever. Seconds.
      factory
          .jdbcProperty("connectTimeout", "10")
          .jdbcProperty("socketTimeout", "120")
          .jdbcProperty("tcpKeepAlive", "true");
    }
    return factory;
  }
}
