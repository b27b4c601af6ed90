package io.nullscope.cli.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Holds a stack of fake components until it is killed. Prints the process ids of its children, then
 * READY.
 */
final class StackParent {
  private StackParent() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalStack stack =
        new LocalStack(
            FakePrograms.stack(),
            Heaps.of(Map.of()),
            new StackHome(Path.of(arguments[0])),
            StackOptions.defaults(),
            System.err::println);
    stack.start();
    ProcessHandle.current().children().forEach(child -> System.out.println(child.pid()));
    System.out.println("READY");
    new CountDownLatch(1).await();
  }
}
