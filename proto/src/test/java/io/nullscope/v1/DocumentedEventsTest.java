package io.nullscope.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/events.md says the same as the messages and as the configuration of the services: a fact
 * without a row, a row without a fact, and a channel without its row turn these tests red.
 */
class DocumentedEventsTest {

  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENT = ROOT.resolve("docs/events.md");
  private static final String CONFIGURATION = "src/main/resources/application.properties";
  private static final String NONE = "–";
  private static final String INCOMING = "mp.messaging.incoming.";

  /** One incoming channel of a service; without dead letters where records are dropped. */
  private record Channel(String service, String topic, String group, String deadLetters) {}

  @Test
  void everyFactHasItsRow() throws IOException {
    Map<String, String> expected =
        facts().stream()
            .collect(Collectors.toMap(Descriptor::getName, DocumentedEventsTest::topic));

    assertThat(
            table("fact").stream()
                .collect(Collectors.toMap(row -> row.get("fact"), row -> row.get("topic"))))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void everyFactNamesItsConsumers() throws IOException {
    Map<String, Set<String>> consumers = new TreeMap<>();
    facts().forEach(fact -> consumers.put(topic(fact), new TreeSet<>()));
    channels().forEach(channel -> consumers.get(channel.topic()).add(channel.service()));

    for (Map<String, String> row : table("fact")) {
      assertThat(names(row.get("consumed by")))
          .as("services that consume %s", row.get("topic"))
          .isEqualTo(consumers.get(row.get("topic")));
    }
  }

  @Test
  void everyChannelHasItsGroupAndDeadLetterTopic() throws IOException {
    List<List<String>> expected =
        channels().stream()
            .map(channel -> List.of(channel.topic(), channel.group(), channel.deadLetters()))
            .toList();

    assertThat(table("topic"))
        .extracting(
            row -> List.of(row.get("topic"), row.get("group"), row.get("dead-letter topic")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyChannelReadsTheTopicOfAFact() throws IOException {
    assertThat(channels())
        .isNotEmpty()
        .allSatisfy(
            channel -> {
              assertThat(channel.topic())
                  .isIn(facts().stream().map(DocumentedEventsTest::topic).toList());
              if (!channel.deadLetters().equals(NONE)) {
                assertThat(channel.deadLetters()).startsWith(channel.topic() + ".dlq.");
              }
            });
    assertThat(channels()).extracting(Channel::group).doesNotHaveDuplicates();
    assertThat(channels())
        .extracting(Channel::deadLetters)
        .filteredOn(topic -> !topic.equals(NONE))
        .doesNotHaveDuplicates();
  }

  @Test
  void theExampleIsAStudyRequested() throws IOException {
    String text = Files.readString(DOCUMENT);
    int start = text.indexOf("```json\n") + "```json\n".length();
    StudyRequested.Builder request = StudyRequested.newBuilder();

    JsonFormat.parser().merge(text.substring(start, text.indexOf("\n```", start)), request);

    assertThat(request.getStudy().getStudyId()).isNotEmpty();
    assertThat(request.getStudy().getSpec().getFieldsMap()).containsKeys("name", "model", "corpus");
  }

  /** Messages that are about a study as a whole; the others are parts of them. */
  private static List<Descriptor> facts() {
    return Events.getDescriptor().getMessageTypes().stream()
        .filter(
            message ->
                message.findFieldByName("study") != null
                    || message.findFieldByName("study_id") != null)
        .toList();
  }

  private static String topic(Descriptor fact) {
    String kebab = fact.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
    return "nullscope." + kebab.toLowerCase(Locale.ROOT) + ".v1";
  }

  private static List<Channel> channels() throws IOException {
    List<Path> services;
    try (Stream<Path> modules = Files.list(ROOT)) {
      services =
          modules.filter(module -> Files.exists(module.resolve(CONFIGURATION))).sorted().toList();
    }
    List<Channel> channels = new ArrayList<>();
    for (Path service : services) {
      Properties properties = new Properties();
      try (InputStream in = Files.newInputStream(service.resolve(CONFIGURATION))) {
        properties.load(in);
      }
      for (String key : properties.stringPropertyNames()) {
        if (key.startsWith(INCOMING) && key.endsWith(".connector")) {
          String channel = key.substring(0, key.length() - "connector".length());
          channels.add(
              new Channel(
                  service.getFileName().toString(),
                  properties.getProperty(channel + "topic"),
                  properties.getProperty(channel + "group.id"),
                  properties.getProperty(channel + "dead-letter-queue.topic", NONE)));
        }
      }
    }
    return channels;
  }

  private static Set<String> names(String cell) {
    return Arrays.stream(cell.split(","))
        .map(String::strip)
        .filter(name -> name.matches("[a-z]+(-[a-z]+)+"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Rows of the table whose first column has this name: column → text without backticks. */
  private static List<Map<String, String>> table(String firstColumn) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> header = List.of();
    for (String line : Files.readAllLines(DOCUMENT)) {
      List<String> cells = cells(line);
      if (cells.isEmpty()) {
        header = List.of();
      } else if (header.isEmpty()) {
        header = cells;
      } else if (header.get(0).equals(firstColumn) && !cells.get(0).startsWith("---")) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 0; i < header.size(); i++) {
          row.put(header.get(i), cells.get(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|")) {
      return List.of();
    }
    return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
        .map(cell -> cell.replace("`", "").strip())
        .toList();
  }
}
