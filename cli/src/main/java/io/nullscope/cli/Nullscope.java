package io.nullscope.cli;

import io.nullscope.cli.client.ServerException;
import io.nullscope.cli.client.UnknownStudyException;
import io.nullscope.cli.client.UnwritableResultsException;
import io.nullscope.cli.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "nullscope",
    customSynopsis = "nullscope COMMAND [ARGUMENTS]",
    header = {
      "Tells whether an interpretability score means anything: runs the same pipeline on a trained "
          + "transformer and on null versions of it, and compares.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Nullscope.Version.class,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes:",
      "  0    every step succeeded",
      "  1    Nullscope itself did not work (the message says why)",
      "  2    invalid study or command line; nothing was started",
      "  3    the study ran, and steps of it failed",
      "  130  interrupted; running the same command again resumes",
      "",
      "State and logs are under NULLSCOPE_HOME (default ~/.nullscope).",
      "'nullscope COMMAND --help' says more about a command."
    })
public final class Nullscope implements Runnable {
  private static final int HELP_WIDTH = 100;

  private static final int LEAST_HELP_WIDTH = 80;
  private static final int UNLIMITED = 10_000;

  @Spec private CommandSpec spec;

  private Nullscope() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(Console.system(), arguments));
  }

  static int execute(Console console, String... arguments) {
    StringWriter help = new StringWriter();
    int exitCode =
        commandLine(console, new PrintWriter(help))
            .setUsageHelpWidth(helpWidth(console))
            .execute(arguments);
    if (!help.toString().isEmpty()) {
      console.result(help.toString().stripTrailing());
    }
    return exitCode;
  }

  /**
   * On a narrow terminal picocli's own columns do not fit: it writes long lines, which are wrapped.
   */
  private static int helpWidth(Console console) {
    int columns = console.outColumns();
    return columns == 0 || columns > HELP_WIDTH
        ? HELP_WIDTH
        : columns >= LEAST_HELP_WIDTH ? columns : UNLIMITED;
  }

  private static CommandLine commandLine(Console console, PrintWriter help) {
    return new CommandLine(new Nullscope())
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new RunCommand(console))
        .addSubcommand(new ServeCommand(console))
        .addSubcommand(new StudiesCommand(console))
        .addSubcommand(new StatusCommand(console))
        .addSubcommand(new AttachCommand(console))
        .addSubcommand(new CancelCommand(console))
        .addSubcommand(new ResultsCommand(console))
        .addSubcommand(new VerdictsCommand(console))
        .addSubcommand(new DeleteCommand(console))
        .addSubcommand(new ValidateCommand(console))
        .addSubcommand(new PlanCommand(console))
        .addSubcommand(new GcCommand(console))
        .addSubcommand(new DemoModelCommand(console))
        .setOut(help)
        .setErr(new PrintWriter(console.err(), true))
        .setParameterExceptionHandler((wrong, unused) -> misused(console, wrong))
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(console, failure));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  private static int misused(Console console, ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    console.say(wrong.getMessage() + "\nSee '" + command + " --help'.");
    return ExitCode.INVALID;
  }

  private static int failed(Console console, Exception failure) {
    if (failure instanceof UnknownStudyException) {
      console.say(failure.getMessage());
      return ExitCode.INVALID;
    }
    if (failure instanceof StackException
        || failure instanceof ServerException
        || failure instanceof UnwritableResultsException) {
      console.say(failure.getMessage());
    } else if (failure instanceof IOException) {
      // The message of a FileSystemException is often only the name of the file.
      String what =
          failure instanceof FileSystemException ? failure.toString() : failure.getMessage();
      console.say("Reading or writing failed: " + what);
    } else {
      console.say("This is a defect of Nullscope; please report it with these lines:");
      failure.printStackTrace(console.err());
    }
    return ExitCode.ERROR;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Nullscope.class.getPackage().getImplementationVersion();
      return new String[] {
        "nullscope " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
      };
    }
  }
}
