package io.nullscope.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersIT {

  @TempDir Path directory;

  @Test
  void restartsKafkaAtTheSameAddress() {
    try (KafkaServer kafka = KafkaServer.start(directory)) {
      String address = kafka.bootstrapServers();
      assertThat(accepts(address)).isTrue();

      kafka.kill();
      assertThat(accepts(address)).isFalse();
      kafka.restart();

      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(accepts(address)).isTrue();
    }
  }

  @Test
  void restartsS3AtTheSameAddress() {
    try (S3Server s3 = S3Server.start(directory)) {
      String address = URI.create(s3.endpoint()).getAuthority();
      assertThat(accepts(address)).isTrue();

      s3.kill();
      assertThat(accepts(address)).isFalse();
      s3.restart();

      assertThat(accepts(address)).isTrue();
    }
  }

  @Test
  void repeatsWhatAServerSaidThatDidNotStart() {
    assertThatThrownBy(
            () ->
                ChildServer.start(
                    "embedded-s3",
                    "io.nullscope.embedded.s3.EmbeddedS3",
                    List.of(),
                    List.of("--prot", "1"),
                    Map.of(),
                    directory.resolve("log")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unknown argument --prot");
  }

  @Test
  void saysHowToBuildAModuleThatIsNotBuilt() {
    assertThatThrownBy(
            () ->
                ChildServer.start(
                    "nowhere", "Main", List.of(), List.of(), Map.of(), directory.resolve("log")))
        .hasMessageContaining("libs/nowhere is not built; run ./mvnw -pl libs/nowhere");
  }

  private static boolean accepts(String address) {
    String[] parts = address.split(":");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
