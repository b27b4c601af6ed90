package io.nullscope.artifacts;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InsufficientDataException;
import io.minio.errors.InternalException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import io.minio.errors.XmlParserException;
import java.io.IOException;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Turns what the MinIO SDK throws into the exceptions of {@link ObjectStore}. */
final class S3Failure {

  private static final Set<String> RETRYABLE_CODES =
      Set.of(
          "InternalError",
          "ServiceUnavailable",
          "SlowDown",
          "RequestTimeout",
          "OperationAborted",
          "ConditionalRequestConflict");

  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidToken",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch");

  private static final Set<String> FULL_CODES =
      Set.of("XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded");

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int BAD_GATEWAY = 502;
  private static final int INSUFFICIENT_STORAGE = 507;

  private S3Failure() {}

  static boolean isMissingBucket(Exception e) {
    return "NoSuchBucket".equals(code(e));
  }

  static boolean isMissingObject(Exception e) {
    return "NoSuchKey".equals(code(e)) || "NoSuchObject".equals(code(e));
  }

  static boolean isPreconditionFailed(Exception e) {
    return "PreconditionFailed".equals(code(e)) || status(e) == PRECONDITION_FAILED;
  }

  /** True when the other side already made the bucket that we wanted to make. */
  static boolean isBucketThere(Exception e) {
    return "BucketAlreadyOwnedByYou".equals(code(e)) || "BucketAlreadyExists".equals(code(e));
  }

  /**
   * The exception to throw.
   *
   * @param action what was attempted and on what, for example {@code "Writing blobs/sha256/00/…"}
   */
  static ObjectStoreException translate(String action, Exception e) {
    String problem = code(e) == null ? e.toString() : code(e) + " (" + e.getMessage() + ")";
    String message = action + " failed: " + problem + hint(e);
    return isOutage(e)
        ? new StoreUnavailableException(message, e)
        : new ObjectStoreException(message, isRetryable(e), e);
  }

  /** True when the store's disk or the account's quota is full. */
  static boolean isFull(Exception e) {
    return code(e) != null && FULL_CODES.contains(code(e))
        || status(e) == INSUFFICIENT_STORAGE
        || String.valueOf(e.getMessage()).contains("No space left on device");
  }

  /**
   * No request would succeed now, whatever it asks for; an internal error may be about this one.
   */
  private static boolean isOutage(Exception e) {
    return isUnknownCaller(e)
        || isRetryable(e) && (!(e instanceof ErrorResponseException) || status(e) >= BAD_GATEWAY);
  }

  /**
   * The store does not know who this process is, which has nothing to do with what it wants. One
   * that knows, and denies what it wants, does so again.
   */
  private static boolean isUnknownCaller(Exception e) {
    return code(e) != null && CREDENTIAL_CODES.contains(code(e));
  }

  /** The answer to a request without a body does not say why: the caller may be unknown as well. */
  static boolean isDenied(Exception e) {
    return "AccessDenied".equals(code(e));
  }

  static boolean isRetryable(Exception e) {
    if (e instanceof ErrorResponseException) {
      int status = status(e);
      return RETRYABLE_CODES.contains(code(e))
          || status == REQUEST_TIMEOUT
          || status == CONFLICT
          || status == TOO_MANY_REQUESTS
          || (status >= INTERNAL_ERROR && status != NOT_IMPLEMENTED);
    }
    // A response that is not S3 at all comes from something in between, such as a proxy that is
    // starting.
    return e instanceof IOException
        || e instanceof ServerException
        || e instanceof InsufficientDataException
        || e instanceof InternalException
        || e instanceof InvalidResponseException
        || e instanceof XmlParserException;
  }

  private static String hint(Exception e) {
    String code = code(e);
    if ("InvalidAccessKeyId".equals(code) || "SignatureDoesNotMatch".equals(code)) {
      return "; check the access key and the secret key";
    }
    if (isDenied(e)) {
      return "; the access key needs read, write, list and delete on the bucket: give it the right"
          + " that it lacks and run the study again";
    }
    if ("NotImplemented".equals(code) || status(e) == NOT_IMPLEMENTED) {
      return "; the object store must support conditional writes (If-None-Match: *)";
    }
    if (e instanceof SSLException) {
      return "; does this service trust the certificate of the store?";
    }
    return e instanceof IOException
        ? "; is the object store running at the configured endpoint?"
        : "";
  }

  private static String code(Exception e) {
    return e instanceof ErrorResponseException error ? error.errorResponse().code() : null;
  }

  private static int status(Exception e) {
    if (e instanceof ErrorResponseException error && error.response() != null) {
      return error.response().code();
    }
    return e instanceof ServerException error ? error.statusCode() : 0;
  }
}
