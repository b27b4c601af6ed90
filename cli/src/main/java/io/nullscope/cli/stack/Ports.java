package io.nullscope.cli.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The ports of a stack, all on the loopback interface. A port that nobody asked for is the one of
 * the last run if it is still free, so that addresses stay the same from run to run.
 */
public record Ports(Map<Component, Integer> byComponent, int kafkaController) {
  /**
   * Below the range from which Linux takes the ports of outgoing connections: one of those could
   * sit on a port between two starts of a child.
   */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final String CONTROLLER = "kafka-controller";

  public Ports {
    byComponent = Map.copyOf(byComponent);
  }

  int of(Component component) {
    return byComponent.get(component);
  }

  /**
   * Chooses the ports of a start and remembers them in the home.
   *
   * @throws StackException when a port that was asked for is taken
   */
  static Ports choose(StackOptions options, StackHome home) {
    Properties last = load(home.ports());
    Set<Integer> taken = new TreeSet<>();
    Map<String, OptionalInt> wanted = new LinkedHashMap<>();
    for (Component component : Component.values()) {
      wanted.put(component.id(), options.port(component));
    }
    wanted.put(CONTROLLER, options.controllerPort());

    Map<String, Integer> chosen = new LinkedHashMap<>();
    wanted.forEach(
        (name, port) -> {
          if (port.isPresent()) {
            claim(name, port.getAsInt(), taken);
            chosen.put(name, port.getAsInt());
          }
        });
    wanted.forEach(
        (name, port) ->
            chosen.computeIfAbsent(name, unused -> free(last.getProperty(name), taken)));
    save(home, chosen);

    Map<Component, Integer> ports = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      ports.put(component, chosen.get(component.id()));
    }
    return new Ports(ports, chosen.get(CONTROLLER));
  }

  /** The port that a component of the last stack had. */
  static Optional<Integer> remembered(StackHome home, Component component) {
    return Optional.ofNullable(load(home.ports()).getProperty(component.id()))
        .filter(port -> port.matches("\\d{1,5}"))
        .map(Integer::valueOf);
  }

  private static void claim(String name, int port, Set<Integer> taken) {
    if (!taken.add(port)) {
      throw new StackException(
          "Port %d is asked for twice (the second time for %s); give each component its own."
              .formatted(port, name));
    }
    if (!isFree(port)) {
      throw new StackException(
          "Port %d for %s is in use by another process; choose another, or leave the option out to get a free one."
              .formatted(port, name));
    }
  }

  private static int free(String remembered, Set<Integer> taken) {
    if (remembered != null && remembered.matches("\\d{1,5}")) {
      int port = Integer.parseInt(remembered);
      if (isFree(port) && taken.add(port)) {
        return port;
      }
    }
    RandomGenerator random = RandomGenerator.getDefault();
    for (int attempt = 0; attempt < HIGHEST - LOWEST; attempt++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (!taken.contains(port) && isFree(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new StackException(
        "No free port between %d and %d; stop what occupies them, or give ports with --port-base."
            .formatted(LOWEST, HIGHEST));
  }

  static boolean isFree(int port) {
    if (port < 1 || port > 65_535) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        // Only a convenience: without it the ports are new ones.
        properties.clear();
      }
    }
    return properties;
  }

  private static void save(StackHome home, Map<String, Integer> ports) {
    Properties properties = new Properties();
    ports.forEach((name, port) -> properties.setProperty(name, Integer.toString(port)));
    try (Writer writer = Files.newBufferedWriter(home.ports())) {
      properties.store(writer, "Ports of the last run; used again when they are free.");
    } catch (IOException e) {
      throw new StackException(
          "Cannot write %s: %s.%s".formatted(home.ports(), e, home.diskHint()), e);
    }
  }
}
