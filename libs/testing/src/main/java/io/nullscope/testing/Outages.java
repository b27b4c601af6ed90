package io.nullscope.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Repeats work with one failing call at a time, the first, the second, and so on, until the work
 * makes no more calls: to show that none of them loses anything.
 */
public final class Outages {

  /** Work that makes fewer calls shows nothing. */
  private static final int FEWEST_CALLS = 10;

  private Outages() {}

  /**
   * Lets every call of an interface fail once, each in a round of its own.
   *
   * @param type the interface
   * @param fresh makes what answers the other calls of a round, as it is before the work
   * @param failure what the call throws
   * @param round does the work with the first argument, and asserts that nothing was lost; the
   *     second is the number of the call that fails
   */
  public static <T> void ofEachCall(
      Class<T> type,
      Supplier<? extends T> fresh,
      Supplier<RuntimeException> failure,
      ObjIntConsumer<T> round) {
    FailingCall<T> outage;
    int number = 0;
    do {
      outage = new FailingCall<>(fresh.get(), ++number, failure);
      round.accept(outage.as(type), number);
    } while (outage.happened());
    assertThat(number).as("calls of %s", type.getSimpleName()).isGreaterThan(FEWEST_CALLS);
  }
}
