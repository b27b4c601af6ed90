package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import io.minio.messages.ErrorResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.InvalidKeyException;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3FailureTest {

  @ParameterizedTest
  @CsvSource({
    "InternalError, 500, true",
    "SlowDown, 503, true",
    "ServiceUnavailable, 503, true",
    "RequestTimeout, 400, true",
    "SomethingNew, 502, true",
    "TooManyRequests, 429, true",
    "ConditionalRequestConflict, 409, true",
    "AccessDenied, 403, false",
    "SignatureDoesNotMatch, 403, true",
    "InvalidAccessKeyId, 403, true",
    "ExpiredToken, 400, true",
    "NoSuchUpload, 404, false",
    "EntityTooLarge, 400, false",
    "NotImplemented, 501, false"
  })
  void knowsWhichAnswersAreWorthAnotherTry(String code, int status, boolean retryable) {
    ObjectStoreException translated = S3Failure.translate("Writing k", answer(code, status));

    assertThat(translated.isRetryable()).isEqualTo(retryable);
    assertThat(translated).hasMessageStartingWith("Writing k failed: " + code);
  }

  @Test
  void callsNetworkTroubleRetryable() {
    assertThat(S3Failure.isRetryable(new ConnectException("refused"))).isTrue();
    assertThat(S3Failure.isRetryable(new SocketTimeoutException("slow"))).isTrue();
    assertThat(S3Failure.isRetryable(new IOException("unexpected end of stream"))).isTrue();
    assertThat(S3Failure.isRetryable(new ServerException("down", 503, ""))).isTrue();
    assertThat(
            S3Failure.isRetryable(new InvalidResponseException(502, "text/html", "<html>", null)))
        .isTrue();
    assertThat(S3Failure.isRetryable(new InvalidKeyException("bad key"))).isFalse();
  }

  /** No fault of the request: trying it again costs nothing but time. */
  @Test
  void tellsAnOutageFromAFailureOfOneRequest() {
    assertThat(S3Failure.translate("Reading k", new ConnectException("refused")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(S3Failure.translate("Reading k", new SSLHandshakeException("unable to find path")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("trust the certificate");
    assertThat(S3Failure.translate("Reading k", answer("SlowDown", 503)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(S3Failure.translate("Reading k", answer("SignatureDoesNotMatch", 403)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("check the access key");
    assertThat(S3Failure.translate("Deleting k", answer("AccessDenied", 403)))
        .isNotInstanceOf(StoreUnavailableException.class)
        .hasMessageContainingAll("needs read, write, list and delete", "run the study again");
    assertThat(S3Failure.translate("Reading k", answer("InternalError", 500)))
        .isNotInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void knowsAFullDisk() {
    assertThat(S3Failure.isFull(answer("XMinioStorageFull", 507))).isTrue();
    assertThat(S3Failure.isFull(new IOException("x: No space left on device"))).isTrue();
    assertThat(S3Failure.isFull(answer("InternalError", 500))).isFalse();
  }

  @Test
  void tellsMissingThingsApart() {
    assertThat(S3Failure.isMissingObject(answer("NoSuchKey", 404))).isTrue();
    assertThat(S3Failure.isMissingBucket(answer("NoSuchBucket", 404))).isTrue();
    assertThat(S3Failure.isMissingObject(answer("NoSuchBucket", 404))).isFalse();
    assertThat(S3Failure.isPreconditionFailed(answer("PreconditionFailed", 412))).isTrue();
    assertThat(S3Failure.isBucketThere(answer("BucketAlreadyOwnedByYou", 409))).isTrue();
    assertThat(S3Failure.isMissingObject(new IOException())).isFalse();
  }

  @Test
  void saysWhatToDo() {
    assertThat(S3Failure.translate("Reading k", answer("AccessDenied", 403)))
        .hasMessageContaining("needs read, write, list and delete");
    assertThat(S3Failure.translate("Reading k", answer("NotImplemented", 501)))
        .hasMessageContaining("must support conditional writes");
    assertThat(S3Failure.translate("Reading k", new ConnectException("refused")))
        .hasMessageContaining("is the object store running");
  }

  private static ErrorResponseException answer(String code, int status) {
    Response response =
        new Response.Builder()
            .request(new Request.Builder().url("http://127.0.0.1/").build())
            .protocol(Protocol.HTTP_1_1)
            .code(status)
            .message("")
            .build();
    return new ErrorResponseException(
        new ErrorResponse(code, "said the store", "bucket", "k", "/k", "1", "2"), response, "");
  }
}
