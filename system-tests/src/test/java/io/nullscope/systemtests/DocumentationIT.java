package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documentation says about the code. Its Java compiles against what was built; what a
 * block takes for granted stands in a comment before it, which readers do not see: {@code <!--
 * method: PARAMETERS -->} for statements, {@code <!-- class: MEMBERS -->} for members, imports
 * first.
 */
class DocumentationIT {

  private static final Path ROOT = CommandLine.root();

  private static final Pattern JAVA =
      Pattern.compile("(?s)(?:<!-- (method|class): ([^\\n]*) -->\\n)?```java\\n(.*?)```");

  private static final Pattern IMPORT = Pattern.compile("import [^;]*;");

  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+[A-Z][A-Za-z0-9]*)`");

  private static final List<String> PACKAGES =
      List.of(
          "java.nio",
          "java.nio.file",
          "java.util",
          "java.util.concurrent",
          "ai.djl.ndarray",
          "io.smallrye.reactive.messaging.annotations",
          "org.eclipse.microprofile.reactive.messaging",
          "org.junit.jupiter.api",
          "org.junit.jupiter.api.io");

  @Test
  void itsJavaCompiles(@TempDir Path classes) throws IOException {
    List<Path> libraries = libraries();
    String imports = imports(libraries);
    List<Block> blocks = documents().flatMap(DocumentationIT::blocks).toList();

    assertThat(blocks).hasSizeGreaterThanOrEqualTo(8);
    assertThat(errors(imports, blocks, libraries, classes)).isEmpty();
  }

  @Test
  void theClassesThatItNamesExist() throws IOException {
    Set<String> names = new TreeSet<>();
    CLASS_NAME
        .matcher(Files.readString(ROOT.resolve("docs/numerics.md")))
        .results()
        .forEach(match -> names.add(match.group(1)));
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".java"))
          .forEach(file -> names.remove(file.substring(0, file.length() - ".java".length())));
    }
    assertThat(names).as("classes that docs/numerics.md names and nobody wrote").isEmpty();
  }

  private record Block(Path document, boolean members, String given, String code) {

    String source(String className) {
      String imports =
          IMPORT.matcher(given).results().map(MatchResult::group).collect(Collectors.joining());
      String rest = IMPORT.matcher(given).replaceAll("");
      return imports
          + (members
              ? "class %s {%n%s%n%s}".formatted(className, rest, code)
              : "class %s { void show(%s) throws Exception {%n%s} }"
                  .formatted(className, rest, code));
    }
  }

  private static Stream<Block> blocks(Path document) {
    try {
      return JAVA
          .matcher(Files.readString(document))
          .results()
          .map(
              (MatchResult match) ->
                  new Block(
                      document,
                      "class".equals(match.group(1)),
                      match.group(2) == null ? "" : match.group(2),
                      match.group(3)))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of the repository, those of modules included. */
  private static Stream<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !ROOT.relativize(file).startsWith("shared"))
          .toList()
          .stream();
    }
  }

  /** Everything that the built services run on, and what tests use. */
  private static List<Path> libraries() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 6)) {
      Stream<Path> built =
          files.filter(
              file ->
                  file.toString().contains("/target/quarkus-app/lib/main/")
                      && file.toString().endsWith(".jar"));
      Stream<Path> testing =
          Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of);
      return Stream.concat(testing, built)
          .collect(Collectors.toMap(DocumentationIT::name, file -> file, (one, same) -> one))
          .values()
          .stream()
          .toList();
    }
  }

  /** Services run on the same jars; folders of classes are all named alike. */
  private static Path name(Path library) {
    return library.toString().endsWith(".jar") ? library.getFileName() : library;
  }

  /** Imports everything of ours but the wire messages, which have the names of what they carry. */
  private static String imports(List<Path> libraries) throws IOException {
    Set<String> packages = new TreeSet<>(PACKAGES);
    for (Path library : libraries) {
      if (library.getFileName().toString().contains("nullscope") && Files.isRegularFile(library)) {
        try (JarFile jar = new JarFile(library.toFile())) {
          jar.stream()
              .map(JarEntry::getName)
              .filter(entry -> entry.startsWith("io/nullscope/") && entry.endsWith(".class"))
              .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
              .forEach(packages::add);
        }
      }
    }
    packages.add("io.nullscope.testing");
    packages.remove("io.nullscope.v1");
    return packages.stream()
        .map(name -> "import " + name + ".*;")
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<String> errors(
      String imports, List<Block> blocks, List<Path> libraries, Path classes) {
    List<Source> sources =
        IntStream.range(0, blocks.size())
            .mapToObj(i -> new Source("Shown" + i, blocks.get(i), imports))
            .toList();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    String path =
        libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            problems,
            List.of("-proc:none", "-cp", path, "-d", classes.toString()),
            null,
            sources)
        .call();
    return problems.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .map(problem -> problem.getSource() + ": " + problem.getMessage(Locale.ROOT))
        .toList();
  }

  /** A block as the compiler reads it; named after its document. */
  private static final class Source extends SimpleJavaFileObject {

    private final Block block;
    private final String text;

    Source(String className, Block block, String imports) {
      super(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE);
      this.block = block;
      this.text = imports + block.source(className);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public String toString() {
      return ROOT.relativize(block.document()).toString();
    }
  }
}
