package io.nullscope.metrics.application;

import io.nullscope.metrics.fixtures.Databases;

class PostgresStudyProjectionTest extends StudyProjectionContract {

  @Override
  ReadModel freshReadModel() {
    return Databases.postgres();
  }
}
