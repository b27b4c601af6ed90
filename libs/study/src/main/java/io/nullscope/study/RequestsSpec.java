package io.nullscope.study;

/**
 * How a language model is asked; what it answers does not depend on it.
 *
 * @param concurrency requests under way at a time, for each SAE that is being interpreted
 * @param timeoutSeconds longest wait for a reply
 * @param attempts tries of a request before it counts as failed
 */
public record RequestsSpec(int concurrency, int timeoutSeconds, int attempts) {
  public static final RequestsSpec DEFAULT = new RequestsSpec(16, 60, 5);
  static final int MAX_CONCURRENCY = 256;
  static final int MAX_TIMEOUT_SECONDS = 600;
  static final int MAX_ATTEMPTS = 10;

  public RequestsSpec {
    Require.between(1, MAX_CONCURRENCY, concurrency, "autointerp.requests.concurrency");
    Require.between(1, MAX_TIMEOUT_SECONDS, timeoutSeconds, "autointerp.requests.timeoutSeconds");
    Require.between(1, MAX_ATTEMPTS, attempts, "autointerp.requests.attempts");
  }
}
