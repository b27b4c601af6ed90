package io.nullscope.cli.stack;

import java.util.concurrent.CountDownLatch;

/**
 * A program that does not end by itself, and with the argument "stubborn" not when it is asked to
 * either.
 */
final class RunsUntilKilled {
  private RunsUntilKilled() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0 && arguments[0].equals("stubborn")) {
      // A shutdown hook that never returns keeps SIGTERM from ending the virtual machine.
      Runtime.getRuntime().addShutdownHook(new Thread(RunsUntilKilled::waitForEver));
    }
    System.out.println("READY");
    waitForEver();
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
