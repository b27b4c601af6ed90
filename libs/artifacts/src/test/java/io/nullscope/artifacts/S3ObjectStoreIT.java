package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.testing.S3Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreIT extends ObjectStoreContract {

  private static final String BUCKET = "nullscope-contract";

  private static S3Server server;
  private static S3ObjectStore store;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = S3Server.start(directory);
    store = new S3ObjectStore(config(BUCKET, server.secretKey()));
  }

  @AfterAll
  static void stop() {
    store.close();
    server.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void findsNothingInAMissingBucketAndCreatesItOnTheFirstWrite() {
    try (S3ObjectStore fresh = new S3ObjectStore(config("nullscope-fresh", server.secretKey()))) {
      assertThat(fresh.stat("a")).isEmpty();
      assertThat(fresh.list("")).isEmpty();
      assertThatThrownBy(() -> fresh.get("a")).isInstanceOf(ObjectNotFoundException.class);
      fresh.delete("a");

      fresh.put("a", "x".getBytes(UTF_8));

      assertThat(fresh.stat("a")).isPresent();
    }
  }

  @Test
  void createsABucketThatDisappearedOnTheSecondTry() throws Exception {
    try (S3ObjectStore fresh = new S3ObjectStore(config("nullscope-gone", server.secretKey()))) {
      fresh.put("a", "x".getBytes(UTF_8));
      fresh.delete("a");
      Files.delete(server.file("nullscope-gone", ""));

      assertThatThrownBy(() -> fresh.put("a", "y".getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              ObjectStoreException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("nullscope-gone");
      fresh.put("a", "y".getBytes(UTF_8));

      assertThat(fresh.stat("a")).isPresent();
    }
  }

  @Test
  void letsTwoClientsCreateTheBucketAtTheSameTime() throws Exception {
    race(
        4,
        i -> {
          try (S3ObjectStore fresh =
              new S3ObjectStore(config("nullscope-race", server.secretKey()))) {
            fresh.put("client-" + i, new byte[] {1});
            return i;
          }
        });

    try (S3ObjectStore fresh = new S3ObjectStore(config("nullscope-race", server.secretKey()))) {
      assertThat(fresh.list("client-")).hasSize(4);
    }
  }

  @Test
  void saysThatTheCredentialsAreWrong() {
    try (S3ObjectStore stranger = new S3ObjectStore(config(BUCKET, "wrong"))) {
      assertThatThrownBy(() -> stranger.get("a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("SignatureDoesNotMatch")
          .hasMessageContaining("check the access key");
      // The answers to these have no body that could say so.
      assertThatThrownBy(() -> stranger.stat("a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContainingAll("Looking for a", "SignatureDoesNotMatch");
      assertThatThrownBy(() -> stranger.put("a", new byte[] {1}))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContainingAll("Looking for the bucket", "SignatureDoesNotMatch");
    }
  }

  @Test
  void showsNothingToThoseWhoDoNotSign() throws Exception {
    store.put("secret", "x".getBytes(UTF_8));
    HttpClient anonymous = HttpClient.newHttpClient();

    for (String path : List.of("", "?list-type=2", "/secret")) {
      URI address = URI.create(server.endpoint() + "/" + BUCKET + path);
      HttpRequest request = HttpRequest.newBuilder(address).build();
      assertThat(anonymous.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .as(path)
          .isEqualTo(403);
    }
  }

  @Test
  void callsAStoreThatIsDownRetryableAndWorksAgainWhenItIsBack(@TempDir Path directory) {
    try (S3Server other = S3Server.start(directory);
        S3ObjectStore client =
            new S3ObjectStore(
                new S3Config(
                    other.endpoint(),
                    other.region(),
                    BUCKET,
                    other.accessKey(),
                    other.secretKey()))) {
      client.put("kept", "x".getBytes(UTF_8));
      other.kill();

      assertThatThrownBy(() -> client.get("kept"))
          .isInstanceOfSatisfying(
              ObjectStoreException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("is the object store running");
      assertThatThrownBy(() -> client.put("new", "y".getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              ObjectStoreException.class, e -> assertThat(e.isRetryable()).isTrue());

      other.restart();

      assertThat(client.stat("kept")).isPresent();
    }
  }

  private static S3Config config(String bucket, String secretKey) {
    return new S3Config(server.endpoint(), server.region(), bucket, server.accessKey(), secretKey);
  }
}
