package io.nullscope.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceArchitectureTest {

  private static final String FIXTURES = "io.nullscope.testing.fixture.";

  @Test
  void acceptsAServiceThatFollowsTheRules() {
    assertThatCode(() -> check("good")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "domainusesapplication, the domain is plain Java",
    "domainuseslibrary, the domain is plain Java",
    "applicationusesadapter, adapters depend on use cases",
    "applicationuseswiretype, frameworks and wire types",
    "engineoutsideadapter, the tensor engine is known to adapter.djl only"
  })
  void refusesAServiceThatBreaksARule(String service, String reason) {
    assertThatThrownBy(() -> check(service))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(FIXTURES + service);
  }

  @Test
  void refusesAPackageWithoutClasses() {
    assertThatThrownBy(() -> ServiceArchitecture.check("io.nullscope.misspelled"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no classes in io.nullscope.misspelled");
  }

  private static void check(String service) {
    String basePackage = FIXTURES + service;
    ServiceArchitecture.check(basePackage, new ClassFileImporter().importPackages(basePackage));
  }
}
