package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  @TempDir private Path root;

  @Test
  void findsServicesAndEmbeddedServers() throws IOException {
    Path service = file("sae-trainer/target/quarkus-app/quarkus-run.jar");
    file("libs/embedded-kafka/target/nullscope-embedded-kafka-1.0-sources.jar");
    Path kafka = file("libs/embedded-kafka/target/nullscope-embedded-kafka-1.0.jar");
    Installation installation = new Installation(root);

    assertThat(installation.of(Component.TRAINER)).containsExactly("-jar", service.toString());
    assertThat(installation.of(Component.KAFKA))
        .containsExactly(
            "-cp",
            kafka + ":" + kafka.resolveSibling("lib") + "/*",
            "io.nullscope.embedded.kafka.EmbeddedKafka");
  }

  @Test
  void findsTheProgramThatTrainsTheDemoModel() throws IOException {
    Path jar = file("libs/pretraining/target/nullscope-pretraining-1.0.jar");

    assertThat(DemoModelProcess.command(new Installation(root), List.of("--seed=2")))
        .containsSubsequence(
            "-cp",
            jar + ":" + jar.resolveSibling("lib") + "/*",
            "io.nullscope.pretraining.DemoModelProgram",
            "--seed=2");
  }

  @Test
  void saysWhatIsNotBuilt() {
    Installation installation = new Installation(root);

    assertThatThrownBy(installation::demoModel)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("pretraining")
        .hasMessageContaining("not built");

    for (Component component : Component.values()) {
      assertThatThrownBy(() -> installation.of(component))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(component.id())
          .hasMessageContaining("not built");
    }
  }

  private Path file(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
