package io.nullscope.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

  private static final String TOPIC = "nullscope.study-requested.v1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void keepsRecordsAndPositionsWhenItIsKilled() throws Exception {
    List<String> first = IntStream.range(0, 100).mapToObj(i -> "before-" + i).toList();
    List<String> second = IntStream.range(0, 50).mapToObj(i -> "after-" + i).toList();
    ServerProcess server = start(0);
    int port = server.awaitReady();
    send(port, first);
    assertThat(consume(port, "readers", first.size())).containsExactlyInAnyOrderElementsOf(first);

    server.kill();
    server = start(port);

    assertThat(server.awaitReady()).isEqualTo(port);
    assertThat(consume(port, "newcomers", first.size())).containsExactlyInAnyOrderElementsOf(first);
    send(port, second);
    assertThat(consume(port, "readers", second.size())).containsExactlyInAnyOrderElementsOf(second);
    server.kill();
  }

  @Test
  void keepsRecordsWhenItIsStoppedAndTheNextStartHasOtherPorts() throws Exception {
    ServerProcess server = start(0);
    int port = server.awaitReady();
    send(port, List.of("kept"));
    server.process().destroy();
    server.awaitExit();

    server = start(0);
    int otherPort = server.awaitReady();

    assertThat(consume(otherPort, "readers", 1)).containsExactly("kept");
    server.kill();
  }

  @Test
  void createsTopicsWithThreePartitionsOnFirstUse() throws Exception {
    ServerProcess server = start(0);
    int port = server.awaitReady();
    send(port, List.of("x"));

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address(port)))) {
      assertThat(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions())
          .hasSize(3);
    }
    server.kill();
  }

  @Test
  void listensOnTheLoopbackInterfaceOnly() throws Exception {
    Optional<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findFirst();
    ServerProcess server = start(0);
    int port = server.awaitReady();

    assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
    outside.ifPresent(address -> assertThat(accepts(address, port)).isFalse());
    server.kill();
  }

  @Test
  void endsWithItsParentsPipe() throws Exception {
    ServerProcess server = start(0);
    server.awaitReady();

    server.process().getOutputStream().close();

    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void endsWithAMessageWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerProcess server = start(taken.getLocalPort());

      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.output().lines()).anyMatch(line -> line.contains("Kafka cannot start"));
    }
  }

  @Test
  void refusesABadCommandLine() throws Exception {
    ServerProcess server = ServerProcess.start("--prot", "1");

    assertThat(server.awaitExit()).isEqualTo(2);
    assertThat(server.output().readLine()).contains("unknown argument --prot").contains("usage:");
  }

  private ServerProcess start(int port) throws IOException {
    return ServerProcess.start("--dir", directory.toString(), "--port", Integer.toString(port));
  }

  private static void send(int port, List<String> values) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address(port), "acks", "all", "enable.idempotence", true);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String value : values) {
        sent.add(producer.send(new ProducerRecord<>(TOPIC, value, value)));
      }
      for (Future<RecordMetadata> acknowledgement : sent) {
        acknowledgement.get();
      }
    }
  }

  private static List<String> consume(int port, String group, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            address(port),
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      Instant deadline = Instant.now().plus(PATIENCE);
      while (values.size() < count && Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
      consumer.commitSync();
    }
    return values;
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }
}
