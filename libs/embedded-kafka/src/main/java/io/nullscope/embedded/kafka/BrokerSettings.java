package io.nullscope.embedded.kafka;

import java.util.Properties;

/**
 * The broker's configuration: one node that is broker and controller, on the loopback interface,
 * with few threads.
 */
final class BrokerSettings {

  private static final String HOST = "127.0.0.1";

  private BrokerSettings() {}

  static Properties of(Options options) {
    String broker = HOST + ":" + options.port();
    String controller = HOST + ":" + options.controllerPort();
    Properties settings = new Properties();

    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    // A static voter: its address is read from here at every start, so the ports may change between
    // two starts.
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", options.directory().resolve("data").toString());

    settings.put("auto.create.topics.enable", "true");
    settings.put("num.partitions", "3");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");

    // Facts are small and a stack may rest for months: neither they nor the positions in them
    // expire.
    settings.put("log.retention.ms", "-1");
    settings.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));

    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("group.coordinator.threads", "1");
    settings.put("log.cleaner.threads", "1");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.put("log.cleaner.io.buffer.size", Integer.toString(64 << 10));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("log.segment.bytes", Integer.toString(64 << 20));

    // After kill -9 the broker may register again only when its former self has timed out.
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", "3000");
    return settings;
  }
}
