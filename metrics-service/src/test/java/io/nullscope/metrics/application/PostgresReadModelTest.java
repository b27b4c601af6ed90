package io.nullscope.metrics.application;

import io.nullscope.metrics.fixtures.Databases;

class PostgresReadModelTest extends ReadModelContract {

  @Override
  ReadModel freshReadModel() {
    return Databases.postgres();
  }
}
