package io.nullscope.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * The dependency rules inside a service.
 *
 * <pre>
 * domain       depends on the JDK only, and on libs/verdicts, which does so too
 * application  depends on domain; knows no framework, no wire type, neither adapters nor configuration
 * adapter, config  may depend on both and on frameworks; ai.djl is known to adapter.djl alone
 * </pre>
 */
public final class ServiceArchitecture {

  /** Frameworks, protocols and generated messages: for adapters and configuration only. */
  private static final String[] TECHNOLOGY = {
    "com.google.protobuf..",
    "com.openai..",
    "io.grpc..",
    "io.nullscope.v1..",
    "io.quarkus..",
    "io.smallrye..",
    "io.vertx..",
    "jakarta..",
    "org.apache.kafka..",
    "org.eclipse.microprofile.."
  };

  private ServiceArchitecture() {}

  /**
   * Checks the compiled main classes of a service.
   *
   * @param basePackage for example {@code io.nullscope.variant}
   * @throws AssertionError listing every forbidden dependency
   */
  public static void check(String basePackage) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(basePackage);
    if (classes.isEmpty()) {
      throw new AssertionError("There are no classes in " + basePackage + " on the class path");
    }
    check(basePackage, classes);
  }

  static void check(String basePackage, JavaClasses classes) {
    rules(basePackage).forEach(rule -> rule.allowEmptyShould(true).check(classes));
  }

  private static List<ArchRule> rules(String base) {
    String domain = base + ".domain..";
    String application = base + ".application..";
    String adapter = base + ".adapter..";
    String config = base + ".config..";
    return List.of(
        classes()
            .that()
            .resideInAPackage(domain)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(domain, "io.nullscope.verdicts..", "java..")
            .because("the domain is plain Java"),
        noClasses()
            .that()
            .resideInAPackage(application)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(adapter, config)
            .because("adapters depend on use cases and their ports, not the other way round"),
        noClasses()
            .that()
            .resideOutsideOfPackages(adapter, config)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TECHNOLOGY)
            .because("frameworks and wire types are known to adapters and configuration only"),
        noClasses()
            .that()
            .resideOutsideOfPackage(base + ".adapter.djl..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..")
            .because("the tensor engine is known to adapter.djl only"));
  }
}
