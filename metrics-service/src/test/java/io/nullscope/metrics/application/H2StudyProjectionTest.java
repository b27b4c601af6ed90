package io.nullscope.metrics.application;

import io.nullscope.metrics.fixtures.Databases;

class H2StudyProjectionTest extends StudyProjectionContract {

  @Override
  ReadModel freshReadModel() {
    return Databases.h2();
  }
}
