package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlobByteSourceTest {

  private final AtomicInteger fetched = new AtomicInteger();
  private final BlobStore blobs =
      new BlobStore(
          new ForwardingObjectStore(new InMemoryObjectStore()) {
            @Override
            public InputStream get(String key) {
              fetched.incrementAndGet();
              return super.get(key);
            }

            @Override
            public InputStream getRange(String key, long offset, long length) {
              fetched.incrementAndGet();
              return super.getRange(key, offset, length);
            }
          });
  private final byte[] content = new byte[2 * BlobRef.CHUNK_BYTES + 17];
  private final BlobRef blob;

  BlobByteSourceTest() {
    new Random(3).nextBytes(content);
    blob = blobs.put(content);
  }

  private ByteBuffer expected(int offset, int length) {
    return ByteBuffer.wrap(content, offset, length);
  }

  @Test
  void aHeaderIsFetchedOnce() throws IOException {
    try (ByteSource source = blobs.source(blob)) {
      assertThat(source.read(0, 8)).isEqualTo(expected(0, 8));
      assertThat(source.read(8, 100)).isEqualTo(expected(8, 100));
      assertThat(source.read(8, 100)).isEqualTo(expected(8, 100));
      assertThat(fetched).hasValue(1);

      int end = content.length - BlobRef.CHUNK_BYTES;
      assertThat(source.read(end, BlobRef.CHUNK_BYTES))
          .isEqualTo(expected(end, BlobRef.CHUNK_BYTES));
      assertThat(fetched).hasValue(2);
      assertThatThrownBy(() -> source.read(content.length - 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aLoadedBlobIsFetchedOnceAndReadLikeAnother() throws IOException {
    try (ByteSource source = blobs.load(blob)) {
      assertThat(source.name()).isEqualTo(blob.key());
      assertThat(source.size()).isEqualTo(content.length);
      assertThat(source.read(0, 8)).isEqualTo(expected(0, 8));
      ByteBuffer rest = source.read(8, content.length - 8);
      assertThat(rest).isEqualTo(expected(8, content.length - 8));
      assertThat(rest.position()).isZero();
      assertThat(fetched).hasValue(1);
      assertThatThrownBy(() -> source.read(content.length - 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.read(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
