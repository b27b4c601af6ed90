package io.nullscope.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets one call of an interface fail, the n-th, once: to show for every n that nothing is lost.
 *
 * @param <T> the interface
 */
public final class FailingCall<T> {
  private final T target;
  private final int number;
  private final Supplier<RuntimeException> failure;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * Prepares a failure.
   *
   * @param target what answers all other calls
   * @param number of the call that fails, from 1
   */
  public FailingCall(T target, int number, Supplier<RuntimeException> failure) {
    this.target = target;
    this.number = number;
    this.failure = failure;
  }

  /** The target with the failure. */
  public T as(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (calls.incrementAndGet() == number) {
                throw failure.get();
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** Whether there were so many calls. */
  public boolean happened() {
    return calls.get() >= number;
  }
}
