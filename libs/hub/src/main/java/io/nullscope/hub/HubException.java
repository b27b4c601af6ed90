package io.nullscope.hub;

/**
 * The Hub cannot give what was asked for. The message says what is wrong and what to do; it never
 * holds the token.
 */
public final class HubException extends RuntimeException {

  /** What kind of failure it is. */
  public enum Reason {
    /** The Hub or the network failed; trying again may help. */
    UNAVAILABLE,
    /** Bytes did not have their checksum; they were thrown away, and trying again may help. */
    CORRUPT_DOWNLOAD,
    /** The Hub wants a token, another token, or an accepted licence. */
    ACCESS_DENIED,
    /** There is no such repository, revision or file. */
    NOT_FOUND,
    /** The cache does not hold it, and offline mode forbids asking. */
    NOT_CACHED,
    /** The disk of the cache is full. */
    DISK_FULL,
    /** An answer that a Hub does not give. */
    UNEXPECTED_ANSWER
  }

  private final Reason reason;

  HubException(Reason reason, String message) {
    this(reason, message, null);
  }

  HubException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** True when trying again later can help without anybody changing anything. */
  public boolean isRetryable() {
    return reason == Reason.UNAVAILABLE || reason == Reason.CORRUPT_DOWNLOAD;
  }
}
