package io.nullscope.pretraining;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program behind {@code nullscope demo-model}. */
@Command(
    name = "nullscope demo-model",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    synopsisHeading = "%nUsage: ",
    customSynopsis = "nullscope demo-model --corpus FILE [--corpus FILE]... --out DIR [OPTIONS]",
    header = "Trains the small model of the demo, and lets it write a corpus.",
    description = {
      "",
      "Writes model.safetensors, config.json, tokenizer.json and the same for step 0, training.json",
      "with settings and losses, and corpus.jsonl.gz with what the model wrote. Running the same",
      "command after an interruption resumes; the result is the same to the bit.",
      ""
    })
public final class DemoModelProgram implements Callable<Integer> {

  /** Something did not work: a file that cannot be written, a training that diverged. */
  static final int ERROR = 1;

  /** The command line or a corpus is invalid. Nothing was written. */
  static final int INVALID = 2;

  private static final int INTERRUPTED = 130;

  /** On a busy machine; the work is saved less often than that anyway. */
  private static final Duration LONGEST_STEP = Duration.ofSeconds(20);

  private static final String EXIT_ON_STDIN_EOF = "NULLSCOPE_EXIT_ON_STDIN_EOF";

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      description =
          "Text to train on: .jsonl with a field \"text\", or .txt with a document a line. The training starts with the first file alone; the others come in over its first tenth.")
  private List<Path> corpora;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the files go.")
  private Path directory;

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--keep-steps",
      description = "Also keeps the models of steps 1, 2, 4 to 512, then 1000, 2000 and so on.")
  private boolean keepSteps;

  @Option(
      names = "--written-tokens",
      paramLabel = "N",
      defaultValue = "1500000",
      description = "Size of the corpus that the model writes (default: ${DEFAULT-VALUE}).")
  private long writtenTokens;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute (default: one a core). The result does not depend on it.")
  private Integer threads;

  private final OngoingWork work;
  private final PrintStream out;
  private final PrintStream err;

  private DemoModelProgram(OngoingWork work, PrintStream out, PrintStream err) {
    this.work = work;
    this.out = out;
    this.err = err;
  }

  /** Makes a model and ends the process with an exit code. */
  public static void main(String[] arguments) {
    // Shards of a batch run side by side, each on one thread of the engine.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    OngoingWork work = new OngoingWork();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> work.stop(LONGEST_STEP)));
    if (Boolean.parseBoolean(System.getenv(EXIT_ON_STDIN_EOF))) {
      exitWithStandardInput();
    }
    System.exit(execute(work, System.out, System.err, arguments));
  }

  static int execute(OngoingWork work, PrintStream out, PrintStream err, String... arguments) {
    return new CommandLine(new DemoModelProgram(work, out, err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(
            (wrong, unused) -> {
              err.println(wrong.getMessage() + "\nSee 'nullscope demo-model --help'.");
              return INVALID;
            })
        .execute(arguments);
  }

  /** The parent holds the other end of a pipe; when it is gone, so is the reason to go on. */
  private static void exitWithStandardInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nobody writes; only the end counts.
                }
              } catch (IOException e) {
                // As good as an end.
              }
              System.exit(INTERRUPTED);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public Integer call() throws IOException {
    try {
      if (writtenTokens < 1 || (threads != null && threads < 1)) {
        throw new PretrainingException("--written-tokens and --threads must be at least 1");
      }
      new DemoModel(
              corpora,
              new ModelDirectory(directory),
              model.size(),
              training.settings(),
              new DemoModel.Options(
                  keepSteps,
                  writtenTokens,
                  threads != null ? threads : Runtime.getRuntime().availableProcessors()),
              new Progress(out),
              work)
          .make();
      return 0;
    } catch (PretrainingException e) {
      err.println(e.getMessage());
      return INVALID;
    } catch (TrainingDivergedException e) {
      err.println(e.getMessage());
      return ERROR;
    } catch (IOException e) {
      // The message of a FileSystemException is often only the name of the file.
      String what = e instanceof FileSystemException ? e.toString() : e.getMessage();
      err.println("Reading or writing failed: " + what);
      return ERROR;
    }
  }
}
