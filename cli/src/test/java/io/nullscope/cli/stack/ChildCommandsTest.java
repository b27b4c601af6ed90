package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildCommandsTest {
  private static final StackHome HOME = new StackHome(Path.of("/home/me/.nullscope"));
  private final ChildCommands commands = commands(true);

  private static ChildCommands commands(boolean works) {
    return new ChildCommands(
        component -> List.of("-jar", component.id() + ".jar"),
        HOME,
        ports(),
        new S3Credentials("access", "secret"),
        Heaps.of(Map.of("NULLSCOPE_HEAP_MB_VARIANT_SERVICE", "2048")),
        2,
        Map.of("JUDGE_API_URL", "http://h/v1"),
        works);
  }

  @Test
  void aServiceThatOnlyAnswersConsumesNoWork() {
    String channel = "-Dmp.messaging.incoming.sae-trained-in.enabled=false";

    assertThat(commands(false).of(Component.METRICS).command()).contains(channel);
    assertThat(commands(false).of(Component.TRAINER).command()).doesNotContain(channel);
    assertThat(commands.of(Component.METRICS).command()).doesNotContain(channel);
  }

  @Test
  void tellAServiceWhereEverythingIs() {
    ChildSpec trainer = commands.of(Component.TRAINER);

    assertThat(trainer.environment())
        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:101")
        .containsEntry("NULLSCOPE_S3_ENDPOINT", "http://127.0.0.1:102")
        .containsEntry("NULLSCOPE_S3_REGION", "us-east-1")
        .containsEntry("NULLSCOPE_S3_BUCKET", "nullscope")
        .containsEntry("NULLSCOPE_S3_ACCESS_KEY", "access")
        .containsEntry("NULLSCOPE_S3_SECRET_KEY", "secret")
        .containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1")
        .containsEntry("QUARKUS_HTTP_PORT", "105")
        .containsEntry("NULLSCOPE_EXIT_ON_STDIN_EOF", "true")
        .containsEntry("OMP_NUM_THREADS", "1")
        .doesNotContainKey("NULLSCOPE_METRICS_DATABASE_URL");
    assertThat(trainer.command()).contains("-Xmx768m").endsWith("-jar", "sae-trainer.jar");
    assertThat(trainer.log()).isEqualTo(HOME.logs().resolve("sae-trainer.log"));
  }

  @Test
  void giveTheHeapsThatAreAskedFor() {
    assertThat(commands.of(Component.VARIANT).command()).contains("-Xmx2048m");
    assertThat(commands.of(Component.AUTOINTERP).command()).contains("-Xmx512m");
  }

  @Test
  void tellOnlyAutointerpWhereKeysBelong() {
    assertThat(commands.of(Component.AUTOINTERP).environment())
        .containsEntry("JUDGE_API_URL", "http://h/v1");
    assertThat(commands.of(Component.TRAINER).environment()).doesNotContainKey("JUDGE_API_URL");
  }

  @Test
  void giveMetricsItsDatabase() {
    assertThat(commands.of(Component.METRICS).environment())
        .containsEntry(
            "NULLSCOPE_METRICS_DATABASE_URL",
            "jdbc:h2:file:/home/me/.nullscope/db/metrics;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
  }

  @Test
  void giveEveryServiceALastingPlaceInItsConsumerGroups() {
    for (Component service : Component.services()) {
      assertThat(commands.of(service).command())
          .contains("-Dmp.messaging.connector.smallrye-kafka.group.instance.id=local-stack");
    }
  }

  @Test
  void startTheBrokerAndTheStoreOnTheirDirectories() {
    assertThat(commands.of(Component.KAFKA).command())
        .containsSequence("--dir", "/home/me/.nullscope/kafka", "--port", "101")
        .containsSequence("--controller-port", "200");
    assertThat(commands.of(Component.S3).command())
        .endsWith("--dir", "/home/me/.nullscope/s3", "--port", "102");
  }

  @Test
  void keepTheSecretOutOfCommandLinesAndMessages() {
    for (Component component : Component.values()) {
      ChildSpec spec = commands.of(component);
      assertThat(spec.command()).noneMatch(argument -> argument.contains("secret"));
      assertThat(spec.toString()).doesNotContain("secret");
    }
  }

  private static Ports ports() {
    Map<Component, Integer> ports = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      ports.put(component, 100 + component.ordinal());
    }
    return new Ports(ports, 200);
  }
}
