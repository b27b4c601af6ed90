package io.nullscope.cli.stack;

import java.util.Map;
import java.util.OptionalInt;

/**
 * What a user may say about a stack; everything is optional.
 *
 * @param portBase first of eight consecutive ports, in the order of {@link Component} with the
 *     Kafka controller last
 * @param webPort web page and gRPC; wins over {@code portBase}, like the next two
 * @param environment variables of autointerp-service beside those of this process
 */
public record StackOptions(
    OptionalInt portBase,
    OptionalInt webPort,
    OptionalInt kafkaPort,
    OptionalInt s3Port,
    Map<String, String> environment) {

  public StackOptions {
    environment = Map.copyOf(environment);
  }

  /** Ports alone. */
  public StackOptions(
      OptionalInt portBase, OptionalInt webPort, OptionalInt kafkaPort, OptionalInt s3Port) {
    this(portBase, webPort, kafkaPort, s3Port, Map.of());
  }

  /** Free ports for everything. */
  public static StackOptions defaults() {
    return new StackOptions(
        OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The same with variables for autointerp-service. */
  public StackOptions with(Map<String, String> variables) {
    return new StackOptions(portBase, webPort, kafkaPort, s3Port, variables);
  }

  OptionalInt port(Component component) {
    OptionalInt own =
        switch (component) {
          case METRICS -> webPort;
          case KAFKA -> kafkaPort;
          case S3 -> s3Port;
          default -> OptionalInt.empty();
        };
    return own.isPresent() ? own : fromBase(component.ordinal());
  }

  OptionalInt controllerPort() {
    return fromBase(Component.values().length);
  }

  private OptionalInt fromBase(int offset) {
    return portBase.isPresent()
        ? OptionalInt.of(portBase.getAsInt() + offset)
        : OptionalInt.empty();
  }
}
