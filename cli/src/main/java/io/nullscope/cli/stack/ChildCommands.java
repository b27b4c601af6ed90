package io.nullscope.cli.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Command lines and environments of the children: the contract between the stack and what it
 * starts.
 */
final class ChildCommands {
  static final String BUCKET = "nullscope";
  static final String REGION = "us-east-1";

  /**
   * Methods are compiled later than usual: a start runs much code a little, and five services that
   * compile it compete for the cores. Saves a third of the processor time of a start; loops, where
   * the work is, are compiled as early as ever.
   */
  private static final List<String> LATE_COMPILATION =
      List.of(
          "-XX:Tier3InvocationThreshold=2000",
          "-XX:Tier3MinInvocationThreshold=1000",
          "-XX:Tier3CompileThreshold=20000",
          "-XX:Tier4InvocationThreshold=40000",
          "-XX:Tier4MinInvocationThreshold=5000",
          "-XX:Tier4CompileThreshold=120000");

  /**
   * Each consumer group has one member here, always the same. A service that is started again,
   * after a crash or with the stack, takes its place at once instead of waiting until the broker
   * misses its predecessor (10 s).
   */
  private static final String STATIC_MEMBERSHIP =
      "-Dmp.messaging.connector.smallrye-kafka.group.instance.id=local-stack";

  /**
   * Children ignore the signals that a terminal (Ctrl-C, its end) or a supervisor sends to all
   * processes at once: the stack alone decides who stops when, or metrics-service would be gone
   * before it is asked to cancel the study. They end when their standard input does.
   */
  static final List<String> SHIELD = List.of("sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh");

  /** The channels on which metrics-service computes; not variables, whose names have no hyphens. */
  private static final List<String> NO_WORK =
      List.of(
          "-Dmp.messaging.incoming.sae-trained-in.enabled=false",
          "-Dmp.messaging.incoming.latents-scored-in.enabled=false");

  private final Programs programs;
  private final StackHome home;
  private final Ports ports;
  private final S3Credentials credentials;
  private final Heaps heaps;
  private final int cores;
  private final Map<String, String> variables;
  private final boolean works;

  /**
   * The children of one stack.
   *
   * @param variables of autointerp-service
   * @param works whether metrics-service computes; otherwise it only answers
   */
  ChildCommands(
      Programs programs,
      StackHome home,
      Ports ports,
      S3Credentials credentials,
      Heaps heaps,
      int cores,
      Map<String, String> variables,
      boolean works) {
    this.programs = programs;
    this.home = home;
    this.ports = ports;
    this.credentials = credentials;
    this.heaps = heaps;
    this.cores = cores;
    this.variables = variables;
    this.works = works;
  }

  ChildSpec of(Component component) {
    return new ChildSpec(
        component.id(),
        command(component),
        environment(component),
        component == Component.AUTOINTERP,
        LogFile.of(home, component.id()).path());
  }

  private List<String> command(Component component) {
    List<String> command = new ArrayList<>(SHIELD);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags(component));
    command.addAll(programs.of(component));
    if (!component.isService()) {
      Path directory = component == Component.KAFKA ? home.kafka() : home.s3();
      command.addAll(List.of("--dir", directory.toString()));
      command.addAll(List.of("--port", Integer.toString(ports.of(component))));
    }
    if (component == Component.KAFKA) {
      command.addAll(List.of("--controller-port", Integer.toString(ports.kafkaController())));
    }
    return command;
  }

  private List<String> flags(Component component) {
    List<String> flags = new ArrayList<>();
    flags.add("-Xmx" + heaps.megabytes(component) + "m");
    flags.add("-XX:+UseSerialGC");
    if (component.isService()) {
      flags.addAll(LATE_COMPILATION);
      flags.add(STATIC_MEMBERSHIP);
      if (component == Component.METRICS && !works) {
        flags.addAll(NO_WORK);
      }
    } else if (component == Component.KAFKA) {
      // It waits for disks and networks; the second compiler would only cost memory and start-up
      // time. The object store needs that compiler: without it, digests take ten times as long.
      flags.add("-XX:TieredStopAtLevel=1");
    }
    if (Runtime.version().feature() >= 24) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }

  private Map<String, String> environment(Component component) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("NULLSCOPE_EXIT_ON_STDIN_EOF", "true");
    // Fewer malloc arenas: without the limit glibc keeps up to eight a core, mostly empty.
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("NULLSCOPE_S3_ACCESS_KEY", credentials.accessKey());
    environment.put("NULLSCOPE_S3_SECRET_KEY", credentials.secretKey());
    if (component.isService()) {
      environment.put(
          "KAFKA_BOOTSTRAP_SERVERS", LocalStack.LOOPBACK + ":" + ports.of(Component.KAFKA));
      environment.put(
          "NULLSCOPE_S3_ENDPOINT", "http://" + LocalStack.LOOPBACK + ":" + ports.of(Component.S3));
      environment.put("NULLSCOPE_S3_REGION", REGION);
      environment.put("NULLSCOPE_S3_BUCKET", BUCKET);
      environment.put("QUARKUS_HTTP_HOST", LocalStack.LOOPBACK);
      environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(component)));
      // Tensors of up to 32 MiB come from memory that is kept: taking it from the system anew for
      // every step of a training costs a fifth of the step.
      environment.put("MALLOC_MMAP_THRESHOLD_", Integer.toString(32 << 20));
      environment.put("MALLOC_TRIM_THRESHOLD_", Integer.toString(512 << 20));
      environment.put("MALLOC_TOP_PAD_", Integer.toString(64 << 20));
      // The services share the cores: several of them work at the same time, and a thread that
      // spins while it waits takes a core from the others.
      environment.put("OMP_NUM_THREADS", Integer.toString(Math.max(1, cores / 2)));
      environment.put("OMP_WAIT_POLICY", "PASSIVE");
      environment.put("KMP_BLOCKTIME", "0");
      environment.put("GOMP_SPINCOUNT", "0");
    }
    if (component == Component.AUTOINTERP) {
      environment.putAll(variables);
    }
    if (component == Component.METRICS) {
      environment.put(
          "NULLSCOPE_METRICS_DATABASE_URL",
          "jdbc:h2:file:"
              + home.database().resolve("metrics")
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
    }
    return environment;
  }
}
