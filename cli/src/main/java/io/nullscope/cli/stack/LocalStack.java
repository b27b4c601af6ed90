package io.nullscope.cli.stack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Kafka, S3 and the five services as child processes on the loopback interface. {@link #start()}
 * returns when all of them are ready; from then on a child that dies is started again on its port.
 * {@link #close()} ends all of them; so does the death of this process.
 *
 * <p>A stack may start in two parts: first what knows the studies, so that it can be asked which of
 * them the rest shall work on.
 */
public final class LocalStack implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
  private static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(150);
  private static final int RESTARTS = 5;
  private static final Duration RESTART_WINDOW = Duration.ofSeconds(60);
  private static final int TAIL_LINES = 20;
  private static final List<Component> INDEX =
      List.of(Component.KAFKA, Component.S3, Component.METRICS);

  private final Programs programs;
  private final Heaps heaps;
  private final StackHome home;
  private final StackOptions options;
  private final Consumer<String> notices;
  private final Map<Component, SupervisedChild> children = new EnumMap<>(Component.class);
  private final Leftovers leftovers;
  private final MemoryMeter memory;
  private HomeLock lock;
  private Ports ports;
  private volatile boolean closing;
  private volatile StackException failure;

  /**
   * A stack of the repository that the launcher names; nothing is started yet. Heaps are those of
   * the environment.
   *
   * @param notices receives what a user should know while the stack runs: restarts of children
   * @throws StackException when the environment asks for heaps that cannot be
   */
  public LocalStack(StackHome home, StackOptions options, Consumer<String> notices) {
    this(Installation.current(), Heaps.of(System.getenv()), home, options, notices);
  }

  LocalStack(
      Programs programs,
      Heaps heaps,
      StackHome home,
      StackOptions options,
      Consumer<String> notices) {
    this.programs = programs;
    this.heaps = heaps;
    this.home = home;
    this.options = options;
    this.notices = notices;
    this.leftovers = new Leftovers(home.children());
    this.memory = new MemoryMeter(MemoryMeter.PROC, this::pids);
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @throws StackException when it cannot start; what was started is still to be closed
   */
  public void start() throws InterruptedException {
    startIndex(true);
    startWorkers();
  }

  /**
   * Starts what knows the studies and their results, and waits until it is ready: the broker, the
   * store and metrics-service.
   *
   * @param works whether metrics-service computes as well; otherwise it only answers
   * @throws StackException when it cannot start; what was started is still to be closed
   */
  public void startIndex(boolean works) throws InterruptedException {
    try {
      prepare(works);
    } catch (IOException e) {
      throw cannotStart(e);
    }
    launch(INDEX);
    memory.start();
    awaitReady(INDEX);
  }

  /**
   * Starts the other services, and waits until they are ready.
   *
   * @throws StackException when they cannot start; what was started is still to be closed
   */
  public void startWorkers() throws InterruptedException {
    List<Component> workers = new ArrayList<>(List.of(Component.values()));
    workers.removeAll(INDEX);
    launch(workers);
    awaitReady(workers);
  }

  /** All at once: they wait for each other by themselves, and nothing is faster on two cores. */
  private void launch(List<Component> components) {
    try {
      for (Component component : components) {
        launch(component);
      }
    } catch (IOException e) {
      throw cannotStart(e);
    }
  }

  private StackException cannotStart(IOException e) {
    return new StackException(
        "The local stack cannot start: %s.%s".formatted(e, home.diskHint()), e);
  }

  private void prepare(boolean works) throws IOException, InterruptedException {
    home.create();
    synchronized (this) {
      lock = HomeLock.acquire(home);
    }
    if (leftovers.awaitEnd(LEFTOVER_PATIENCE) > 0) {
      notices.accept("Ended processes that an earlier stack had left behind.");
    }
    leftovers.clear();
    ports = Ports.choose(options, home);
    int cores = Runtime.getRuntime().availableProcessors();
    ChildCommands commands =
        new ChildCommands(
            programs,
            home,
            ports,
            S3Credentials.of(home),
            heaps,
            cores,
            options.environment(),
            works);
    Supervision supervision = new Supervision();
    synchronized (this) {
      for (Component component : Component.values()) {
        LogFile.of(home, component.id()).rotate();
        children.put(
            component,
            new SupervisedChild(
                commands.of(component),
                new RestartLimit(RESTARTS, RESTART_WINDOW),
                InstantSource.system(),
                supervision));
      }
    }
  }

  private void launch(Component component) throws IOException {
    SupervisedChild child = child(component);
    // close() on another thread ends the children that it sees: none may be started behind its
    // back.
    synchronized (this) {
      if (closing) {
        throw new StackException("The local stack was stopped while it started.");
      }
      child.start();
    }
    writeDown(child);
  }

  private void writeDown(SupervisedChild child) throws IOException {
    OptionalLong pid = child.pid();
    if (pid.isPresent()) {
      leftovers.add(pid.getAsLong());
    }
  }

  private void awaitReady(List<Component> components) throws InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    List<Component> waiting = new ArrayList<>(components);
    while (true) {
      requireAlive();
      waiting.removeIf(component -> readiness(component).ready(child(component)));
      if (waiting.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        SupervisedChild late = child(waiting.get(0));
        throw new StackException(
            "%s was not ready after %d s. Its log ends with:\n%s\nThe whole log: %s"
                .formatted(
                    late.name(),
                    START_TIMEOUT.toSeconds(),
                    late.log().tail(TAIL_LINES),
                    late.log().path()));
      }
      Thread.sleep(POLL_INTERVAL.toMillis());
    }
  }

  private Readiness readiness(Component component) {
    return component.isService()
        ? Readiness.http(URI.create(address("http://", component) + "/q/health/ready"))
        : Readiness.logLine("READY");
  }

  /**
   * Passes when the stack works or is mending itself.
   *
   * @throws StackException when a child died too often, or the stack was closed
   */
  public void requireAlive() {
    if (failure != null) {
      throw failure;
    }
    if (closing) {
      throw new StackException("The local stack was stopped.");
    }
  }

  /** Host and port of the web page and of gRPC. */
  public String webAddress() {
    return address("", Component.METRICS);
  }

  /** Bootstrap servers of the broker. */
  public String kafkaAddress() {
    return address("", Component.KAFKA);
  }

  /** Address of the object store. */
  public String s3Address() {
    return address("http://", Component.S3);
  }

  /** Host and port of the stack that runs in a home, in whatever process; empty when none does. */
  public static Optional<String> running(StackHome home) {
    return HomeLock.isHeld(home)
        ? Ports.remembered(home, Component.METRICS).map(port -> LOOPBACK + ":" + port)
        : Optional.empty();
  }

  /** Where state and logs are. */
  public StackHome home() {
    return home;
  }

  /** Largest resident memory so far, in bytes, summed over the children and this process. */
  public long peakResidentBytes() {
    return memory.peakBytes();
  }

  private String address(String scheme, Component component) {
    return scheme + LOOPBACK + ":" + ports.of(component);
  }

  private synchronized SupervisedChild child(Component component) {
    return children.get(component);
  }

  private synchronized List<SupervisedChild> children() {
    return List.copyOf(children.values());
  }

  private List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
    for (SupervisedChild child : children()) {
      child.pid().ifPresent(pids::add);
    }
    return pids;
  }

  /**
   * Ends every child, services first, within about five seconds. May be called from any thread, and
   * more than once.
   */
  @Override
  public void close() {
    Shutdown shutdown;
    synchronized (this) {
      closing = true;
      shutdown = Shutdown.of(children);
    }
    memory.close();
    shutdown.run();
    synchronized (this) {
      if (lock != null) {
        lock.close();
        lock = null;
      }
    }
  }

  /** What happens when children die. */
  private final class Supervision implements SupervisedChild.Listener {
    @Override
    public void restarted(SupervisedChild child, int exitCode) {
      if (closing) {
        return;
      }
      notices.accept(
          "%s ended (exit code %d) and was started again.".formatted(child.name(), exitCode));
      try {
        writeDown(child);
      } catch (IOException e) {
        notices.accept("Cannot write %s: %s.".formatted(home.children(), e));
      }
    }

    @Override
    public void givenUp(SupervisedChild child, String reason) {
      failure =
          new StackException(
              home.diskHint().isEmpty()
                  ? "The local stack stops: %s. Its log ends with:\n%s\nThe whole log: %s"
                      .formatted(reason, child.log().tail(TAIL_LINES), child.log().path())
                  : "The local stack stops: %s.%s".formatted(reason, home.diskHint()));
    }
  }
}
