package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.FailureReason;

/** What came of one request. */
public sealed interface Answer<T> {

  /** A usable answer. */
  record Given<T>(T value) implements Answer<T> {}

  /** None; the request is counted as failed. */
  record Failed<T>(FailureReason reason) implements Answer<T> {}

  static <T> Answer<T> given(T value) {
    return new Given<>(value);
  }

  static <T> Answer<T> failed(FailureReason reason) {
    return new Failed<>(reason);
  }
}
