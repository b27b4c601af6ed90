package io.nullscope.embedded;

import java.util.concurrent.CountDownLatch;

/** A child process that does nothing by itself. */
final class RunsUntilItsParentEnds {

  private RunsUntilItsParentEnds() {}

  public static void main(String[] arguments) throws InterruptedException {
    ParentPipe.watch(System.getenv());
    System.out.println("READY");
    new CountDownLatch(1).await();
  }
}
