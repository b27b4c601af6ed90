package io.nullscope.cli.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The end of a stack: services are asked to end, then the store and the broker that they use, and
 * whatever is left is killed. Killing loses nothing: every child is built to be killed at any
 * moment.
 */
final class Shutdown {
  private static final Duration FOR_SERVICES = Duration.ofMillis(2_500);
  private static final Duration FOR_ALL = Duration.ofMillis(5_000);

  private final List<SupervisedChild> services;
  private final List<SupervisedChild> infrastructure;
  private final Duration forServices;
  private final Duration forAll;

  /**
   * A shutdown.
   *
   * @param forServices how long services may take before the store and the broker go
   * @param forAll how long everything may take before it is killed
   */
  Shutdown(
      List<SupervisedChild> services,
      List<SupervisedChild> infrastructure,
      Duration forServices,
      Duration forAll) {
    this.services = List.copyOf(services);
    this.infrastructure = List.copyOf(infrastructure);
    this.forServices = forServices;
    this.forAll = forAll;
  }

  static Shutdown of(Map<Component, SupervisedChild> children) {
    List<SupervisedChild> services = new ArrayList<>();
    List<SupervisedChild> infrastructure = new ArrayList<>();
    children.forEach(
        (component, child) -> (component.isService() ? services : infrastructure).add(child));
    return new Shutdown(services, infrastructure, FOR_SERVICES, FOR_ALL);
  }

  void run() {
    long start = System.nanoTime();
    services.forEach(SupervisedChild::terminate);
    boolean interrupted = awaitEnd(services, start + forServices.toNanos());
    infrastructure.forEach(SupervisedChild::terminate);
    List<SupervisedChild> all = new ArrayList<>(services);
    all.addAll(infrastructure);
    interrupted |= awaitEnd(all, start + forAll.toNanos());
    all.forEach(SupervisedChild::kill);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns at the deadline at the latest; true when the thread was interrupted, which ends the
   * patience but not the shutdown.
   */
  private static boolean awaitEnd(List<SupervisedChild> children, long deadlineNanos) {
    try {
      for (SupervisedChild child : children) {
        child.awaitEnd(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
