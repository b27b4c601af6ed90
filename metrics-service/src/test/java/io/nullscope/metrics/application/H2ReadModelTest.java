package io.nullscope.metrics.application;

import io.nullscope.metrics.fixtures.Databases;

class H2ReadModelTest extends ReadModelContract {

  @Override
  ReadModel freshReadModel() {
    return Databases.h2();
  }
}
