package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code nullscope} in a made-up repository, with a made-up Java and Maven. */
class LauncherScriptTest {
  private static final Path SCRIPT = Path.of("..", "nullscope");
  private static final List<String> BUILT =
      List.of(
          "cli/target/nullscope-cli.jar",
          "variant-service/target/quarkus-app/quarkus-run.jar",
          "activation-service/target/quarkus-app/quarkus-run.jar",
          "sae-trainer/target/quarkus-app/quarkus-run.jar",
          "autointerp-service/target/quarkus-app/quarkus-run.jar",
          "metrics-service/target/quarkus-app/quarkus-run.jar",
          "libs/embedded-kafka/target/lib/kafka.jar",
          "libs/embedded-s3/target/lib/s3.jar",
          "libs/pretraining/target/lib/pretraining.jar");

  private record Result(int exitCode, String output) {}

  @TempDir private Path directory;
  private Path repository;
  private Path javaHome;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Files.createDirectories(directory.resolve("re po")).toRealPath();
    javaHome = directory.resolve("jdk");
    Files.copy(SCRIPT, repository.resolve("nullscope"));
    java("17.0.1");
    write(repository.resolve("pom.xml"), "");
    write(repository.resolve("cli/src/main/java/A.java"), "");
    maven("for f in " + String.join(" ", BUILT) + "; do mkdir -p \"${f%/*}\"; : >\"$f\"; done");
    age(repository.resolve("pom.xml"));
    age(repository.resolve("cli/src/main/java/A.java"));
    age(repository.resolve("cli/src/main/java"));
    age(repository.resolve("cli/src/main"));
  }

  @Test
  void buildsOnFirstUseOnlyAndPassesArgumentsOn() throws Exception {
    Result first = run(repository.resolve("nullscope"), "run", "a b");

    assertThat(first.exitCode()).isZero();
    assertThat(first.output())
        .contains("Building Nullscope (first use) ...")
        .contains("[-Dnullscope.root=" + repository + "]")
        .contains("[-Dnullscope.columns=0]")
        .contains(
            "[" + repository + "/cli/target/nullscope-cli.jar:" + repository + "/cli/target/lib/*]")
        .endsWith("[io.nullscope.cli.Nullscope][run][a b]\n");
    assertThat(run(repository.resolve("nullscope")).output()).doesNotContain("Building");
    assertThat(repository.resolve("target/nullscope-build.lock")).doesNotExist();
  }

  @Test
  void tellsHowWideTheTerminalIs() throws Exception {
    Path terminal = Path.of("/usr/bin/script");
    assumeThat(terminal).as("a program that makes terminals").isExecutable();
    run(repository.resolve("nullscope"));

    String onBoth = "stty cols 47; '" + repository + "/nullscope'";
    assertThat(run(terminal, "-qec", onBoth, "/dev/null").output())
        .contains("[-Dnullscope.columns=47][-Dnullscope.out.columns=47]");
    assertThat(run(terminal, "-qec", onBoth + " | cat", "/dev/null").output())
        .contains("[-Dnullscope.columns=47][-Dnullscope.out.columns=0]");
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrAProgramIsMissing() throws Exception {
    run(repository.resolve("nullscope"));
    Files.setLastModifiedTime(
        repository.resolve("cli/src/main/java/A.java"),
        FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run(repository.resolve("nullscope")).output())
        .contains("Building Nullscope (the sources have changed) ...");

    age(repository.resolve("cli/src/main/java/A.java"));
    assertThat(run(repository.resolve("nullscope")).output()).doesNotContain("Building");
    Files.delete(repository.resolve(BUILT.get(3)));
    assertThat(run(repository.resolve("nullscope")).output()).contains("Building");
  }

  @Test
  void findsItsRepositoryThroughSymbolicLinks() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path absolute =
        Files.createSymbolicLink(bin.resolve("absolute"), repository.resolve("nullscope"));
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));

    assertThat(run(relative).output()).contains("[-Dnullscope.root=" + repository + "]");
    assertThat(run(absolute).output()).contains("[-Dnullscope.root=" + repository + "]");
  }

  @Test
  void showsTheEndAndThePlaceOfTheLogWhenTheBuildFails() throws Exception {
    maven("echo cannot compile A.java; exit 1");

    Result result = run(repository.resolve("nullscope"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("cannot compile A.java")
        .contains("the whole log is " + repository + "/target/nullscope-build.log")
        .doesNotContain("io.nullscope.cli.Nullscope");
    assertThat(run(repository.resolve("nullscope")).output()).contains("first use");
  }

  @Test
  void saysThatJavaIsTooOldOrMissing() throws Exception {
    java("11.0.2");
    Result old = run(repository.resolve("nullscope"));
    assertThat(old.exitCode()).isEqualTo(1);
    assertThat(old.output()).contains("Java 17 or newer is needed").contains("version 11");

    java("1.8.0_412");
    assertThat(run(repository.resolve("nullscope")).output()).contains("version 1.");

    Files.delete(javaHome.resolve("bin/java"));
    Result missing = run(repository.resolve("nullscope"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.output()).contains("there is no Java in JAVA_HOME");
  }

  @Test
  void asksForACompilerWhenThereIsOnlyARunTime() throws Exception {
    java("21", "java.base@21");

    assertThat(run(repository.resolve("nullscope")).output()).contains("needs a JDK");
  }

  private void java(String version) throws IOException {
    java(version, "java.base@17\njdk.compiler@17");
  }

  private void java(String version, String modules) throws IOException {
    write(
        javaHome.resolve("bin/java"),
        """
        #!/bin/sh
        case $1 in
          -version) echo 'openjdk version "%s" 2025-01-01' >&2 ;;
          --list-modules) echo '%s' ;;
          *) for a in "$@"; do printf '[%%s]' "$a"; done; echo ;;
        esac
        """
            .formatted(version, modules));
  }

  private void maven(String body) throws IOException {
    write(repository.resolve("mvnw"), "#!/bin/sh\n" + body + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Older than any build of this test. */
  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private Result run(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
