package io.nullscope.artifacts;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An object store behind the S3 protocol, through the MinIO SDK.
 *
 * <p>The bucket is created before the first write when it is missing; reads of a missing bucket
 * find nothing. The store must honour {@code If-None-Match: *} on writes, as AWS S3, MinIO, Ceph
 * and S3Proxy do. Safe for use by several threads.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

  /**
   * Objects up to this size go in one request: a shard of 32 MiB with its header would take twice
   * as long in parts at a store that copies them together in the end.
   */
  private static final long ONE_REQUEST_BYTES = 36L << 20;

  /** Larger objects are uploaded in parts of this size; one part at a time is held in memory. */
  private static final long PART_BYTES = 8L << 20;

  /** The largest object that S3 accepts in one request, which a conditional write has to be. */
  private static final long MAX_SINGLE_PUT_BYTES = 5L << 30;

  private static final Map<String, String> IF_ABSENT = Map.of("If-None-Match", "*");

  private final S3Config config;
  private final S3Connection connection;
  private final MinioClient client;
  private volatile boolean bucketKnown;

  /** Prepares the client; the store is not contacted before the first call. */
  public S3ObjectStore(S3Config config) {
    this.config = config;
    this.connection = S3Connection.open();
    this.client =
        MinioClient.builder()
            .endpoint(config.endpoint())
            .region(config.region())
            .credentials(config.accessKey(), config.secretKey())
            .httpClient(connection.client())
            .build();
  }

  @Override
  public void put(String key, byte[] bytes) {
    put(key, new ByteArrayInputStream(bytes), bytes.length);
  }

  @Override
  public void put(String key, InputStream content, long size) {
    requireBucket();
    try {
      long partBytes = size <= ONE_REQUEST_BYTES ? ONE_REQUEST_BYTES : PART_BYTES;
      call(() -> client.putObject(putArgs(key, content, size, partBytes).build()));
    } catch (S3CallException e) {
      throw failedWrite(key, size, e.failure());
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) {
    requireBucket();
    PutObjectArgs args =
        putArgs(key, new ByteArrayInputStream(bytes), bytes.length, MAX_SINGLE_PUT_BYTES)
            .extraHeaders(IF_ABSENT)
            .build();
    try {
      call(() -> client.putObject(args));
      return true;
    } catch (S3CallException e) {
      if (S3Failure.isPreconditionFailed(e.failure())) {
        return false;
      }
      throw failedWrite(key, bytes.length, e.failure());
    }
  }

  @Override
  public InputStream get(String key) {
    return read(key, GetObjectArgs.builder().bucket(config.bucket()).object(key).build());
  }

  @Override
  public InputStream getRange(String key, long offset, long length) {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "Range of " + length + " bytes at " + offset + " of " + key + " is not valid");
    }
    return read(
        key,
        GetObjectArgs.builder()
            .bucket(config.bucket())
            .object(key)
            .offset(offset)
            .length(length)
            .build());
  }

  @Override
  public Optional<ObjectStat> stat(String key) {
    StatObjectArgs args = StatObjectArgs.builder().bucket(config.bucket()).object(key).build();
    try {
      return Optional.of(new ObjectStat(key, call(() -> client.statObject(args)).size()));
    } catch (S3CallException e) {
      if (isMissing(e.failure())) {
        return Optional.empty();
      }
      throw S3Failure.translate("Looking for " + key, reasonOf(e.failure(), key));
    }
  }

  @Override
  public Stream<ObjectStat> list(String prefix) {
    ListObjectsArgs args =
        ListObjectsArgs.builder().bucket(config.bucket()).prefix(prefix).recursive(true).build();
    return StreamSupport.stream(client.listObjects(args).spliterator(), false)
        .flatMap(result -> listed(prefix, result));
  }

  @Override
  public void delete(String key) {
    RemoveObjectArgs args = RemoveObjectArgs.builder().bucket(config.bucket()).object(key).build();
    try {
      call(
          () -> {
            client.removeObject(args);
            return key;
          });
    } catch (S3CallException e) {
      if (!isMissing(e.failure())) {
        throw S3Failure.translate("Deleting " + key, e.failure());
      }
    }
  }

  /** Closes idle connections; calls made afterwards fail. */
  @Override
  public void close() {
    connection.close();
  }

  private PutObjectArgs.Builder putArgs(
      String key, InputStream content, long size, long partBytes) {
    return PutObjectArgs.builder()
        .bucket(config.bucket())
        .object(key)
        .contentType("application/octet-stream")
        .stream(content, size, partBytes);
  }

  private InputStream read(String key, GetObjectArgs args) {
    try {
      return call(() -> client.getObject(args));
    } catch (S3CallException e) {
      if (isMissing(e.failure())) {
        throw new ObjectNotFoundException(key, e.failure());
      }
      throw S3Failure.translate("Reading " + key, e.failure());
    }
  }

  private Stream<ObjectStat> listed(String prefix, Result<Item> result) {
    try {
      Item item = call(result::get);
      return Stream.of(new ObjectStat(item.objectName(), item.size()));
    } catch (S3CallException e) {
      if (S3Failure.isMissingBucket(e.failure())) {
        return Stream.empty();
      }
      throw S3Failure.translate("Listing " + prefix, e.failure());
    }
  }

  private void requireBucket() {
    if (bucketKnown) {
      return;
    }
    String bucket = config.bucket();
    try {
      boolean exists =
          call(() -> client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build()));
      if (!exists) {
        createBucket();
      }
    } catch (S3CallException e) {
      throw S3Failure.translate("Looking for the bucket " + bucket, reasonOf(e.failure(), bucket));
    }
    bucketKnown = true;
  }

  /**
   * Why a request whose answer has no body was denied, found by one that has a body: keys that are
   * unknown will be known, a right that is missing stays missing.
   */
  private Exception reasonOf(Exception failure, String key) {
    if (!S3Failure.isDenied(failure)) {
      return failure;
    }
    GetObjectArgs args =
        GetObjectArgs.builder().bucket(config.bucket()).object(key).offset(0L).length(1L).build();
    try (InputStream allowed = call(() -> client.getObject(args))) {
      return failure;
    } catch (S3CallException e) {
      return isMissing(e.failure()) ? failure : e.failure();
    } catch (IOException e) {
      return failure;
    }
  }

  private void createBucket() throws S3CallException {
    try {
      call(
          () -> {
            client.makeBucket(
                MakeBucketArgs.builder().bucket(config.bucket()).region(config.region()).build());
            return config.bucket();
          });
    } catch (S3CallException e) {
      if (!S3Failure.isBucketThere(e.failure())) {
        throw e;
      }
    }
  }

  private ObjectStoreException failedWrite(String key, long size, Exception failure) {
    if (S3Failure.isFull(failure)) {
      return new StoreFullException(
          "Writing %s failed: the object store has no room for its %,d bytes; make room there, then run the study again"
              .formatted(key, size),
          failure);
    }
    if (S3Failure.isMissingBucket(failure)) {
      bucketKnown = false;
      return new ObjectStoreException(
          "Writing "
              + key
              + " failed: the bucket "
              + config.bucket()
              + " has disappeared; the next write creates it again",
          true,
          failure);
    }
    return S3Failure.translate("Writing " + key, failure);
  }

  private static boolean isMissing(Exception failure) {
    return S3Failure.isMissingObject(failure) || S3Failure.isMissingBucket(failure);
  }

  private static <T> T call(SdkCall<T> call) throws S3CallException {
    try {
      return call.run();
    } catch (MinioException | IOException | GeneralSecurityException e) {
      throw new S3CallException(e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new ObjectStoreException("Waiting for the object store was interrupted", true, e);
      }
      throw e;
    }
  }

  private interface SdkCall<T> {
    T run() throws MinioException, IOException, GeneralSecurityException;
  }

  /** One type for the SDK's unrelated checked exceptions, on their way to {@link S3Failure}. */
  private static final class S3CallException extends Exception {
    S3CallException(Exception failure) {
      super(failure);
    }

    Exception failure() {
      return (Exception) getCause();
    }
  }
}
