package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import io.nullscope.cli.client.StudyClient;
import io.nullscope.cli.stack.LocalStack;
import io.nullscope.cli.stack.StackException;
import io.nullscope.cli.stack.StackHome;
import io.nullscope.cli.stack.StackOptions;
import java.io.IOException;
import java.util.Optional;

/**
 * Who can answer questions about studies: a server, the stack that runs in the home, or, when none
 * does, the part of a stack that knows them, for as long as the question takes. Answering starts no
 * work.
 */
final class StudyIndex {
  private final Console console;
  private final Optional<ServerAddress> server;
  private final StackHome home = StackHome.of(System.getenv());

  StudyIndex(Console console, Optional<ServerAddress> server) {
    this.console = console;
    this.server = server;
  }

  /** What is asked; returns the exit code. */
  @FunctionalInterface
  interface Question {
    int ask(StudyClient client) throws IOException, InterruptedException;
  }

  /** Asks; returns the exit code. */
  int ask(Question question) throws IOException, InterruptedException {
    Optional<ServerAddress> running = running();
    if (running.isPresent()) {
      return askServer(running.get(), question);
    }
    if (!home.isUsed()) {
      console.say(
          "No study has been run in %s. Another home: set NULLSCOPE_HOME; a server: --server HOST:PORT."
              .formatted(home.root()));
      return ExitCode.INVALID;
    }
    LocalStack stack = new LocalStack(home, StackOptions.defaults(), console::say);
    try (Interruption interruption = Interruption.with(stack::close);
        stack) {
      stack.startIndex(false);
      try (StudyClient client = StudyClient.connect(ServerAddress.parse(stack.webAddress()))) {
        return question.ask(client);
      } finally {
        interruption.holdIfEnding();
      }
    }
  }

  /** Asks who runs already: there is nothing to follow where nothing runs. */
  int askRunning(Question question) throws IOException, InterruptedException {
    ServerAddress address =
        running()
            .orElseThrow(
                () ->
                    new StackException(
                        "Nothing runs in %s, so there is nothing to follow. Run the study again to go on with it."
                            .formatted(home.root())));
    return askServer(address, question);
  }

  private int askServer(ServerAddress address, Question question)
      throws IOException, InterruptedException {
    try (StudyClient client = StudyClient.connect(address)) {
      if (server.isPresent()) {
        client.requireServer();
      }
      return question.ask(client);
    }
  }

  private Optional<ServerAddress> running() {
    return server.or(() -> LocalStack.running(home).map(ServerAddress::parse));
  }
}
