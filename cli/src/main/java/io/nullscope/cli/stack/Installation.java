package io.nullscope.cli.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The built repository: where the programs of the stack are. */
record Installation(Path root) implements Programs {
  /** Set by the launcher script. */
  static final String PROPERTY = "nullscope.root";

  /**
   * The installation that the launcher script names.
   *
   * @throws StackException when the command line was started in another way
   */
  static Installation current() {
    String root = System.getProperty(PROPERTY);
    if (root == null) {
      throw new StackException(
          "The directory of the Nullscope repository is unknown; start with the ./nullscope script, or with java -D%s=DIR."
              .formatted(PROPERTY));
    }
    return new Installation(Path.of(root).toAbsolutePath().normalize());
  }

  @Override
  public List<String> of(Component component) {
    return switch (component) {
      case KAFKA -> embedded("embedded-kafka", "io.nullscope.embedded.kafka.EmbeddedKafka");
      case S3 -> embedded("embedded-s3", "io.nullscope.embedded.s3.EmbeddedS3");
      default -> service(component);
    };
  }

  /**
   * Arguments of {@code java} that name the program that trains the model of the demo.
   *
   * @throws StackException when the program is not there
   */
  List<String> demoModel() {
    return embedded("pretraining", "io.nullscope.pretraining.DemoModelProgram");
  }

  private List<String> service(Component component) {
    Path jar = root.resolve(component.id() + "/target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw notBuilt(jar);
    }
    return List.of("-jar", jar.toString());
  }

  private List<String> embedded(String module, String mainClass) {
    Path target = root.resolve("libs").resolve(module).resolve("target");
    List<String> classPath = new ArrayList<>();
    classPath.add(jar(target, "nullscope-" + module).toString());
    classPath.add(target.resolve("lib") + File.separator + "*");
    return List.of("-cp", String.join(File.pathSeparator, classPath), mainClass);
  }

  private static Path jar(Path target, String artifact) {
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        return files
            .filter(file -> isMainJar(file.getFileName().toString(), artifact))
            .findFirst()
            .orElseThrow(() -> notBuilt(target.resolve(artifact + ".jar")));
      } catch (IOException e) {
        throw new StackException("Cannot read %s: %s.".formatted(target, e), e);
      }
    }
    throw notBuilt(target.resolve(artifact + ".jar"));
  }

  private static boolean isMainJar(String name, String artifact) {
    return name.startsWith(artifact)
        && name.endsWith(".jar")
        && !name.endsWith("-sources.jar")
        && !name.endsWith("-javadoc.jar")
        && !name.endsWith("-tests.jar");
  }

  private static StackException notBuilt(Path file) {
    return new StackException(
        "%s is missing: the repository is not built. Start with the ./nullscope script, which builds it, or run ./mvnw -DskipTests package."
            .formatted(file));
  }
}
