package io.nullscope.artifacts;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Content-addressed blobs: the name of a blob is its SHA-256, so equal bytes are stored once and
 * every read can be checked. Safe for use by several threads when the object store is.
 */
public final class BlobStore {

  private static final int BUFFER_BYTES = 1 << 16;

  private final ObjectStore objects;

  /** Bytes that can be read several times. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** Bytes that are made once, from front to back. */
  @FunctionalInterface
  public interface Producer {
    void writeTo(OutputStream out) throws IOException;
  }

  public BlobStore(ObjectStore objects) {
    this.objects = objects;
  }

  /** Stores some bytes; writes nothing when they are there already. */
  public BlobRef put(byte[] bytes) {
    return put(ByteBuffer.wrap(bytes));
  }

  /**
   * Stores the bytes between position and limit without copying them; the buffer is left as it was.
   */
  public BlobRef put(ByteBuffer bytes) {
    try {
      return put(() -> new ByteBufferInputStream(bytes.duplicate()), bytes.remaining());
    } catch (IOException e) {
      throw new UncheckedIOException("Reading a buffer failed", e);
    }
  }

  /**
   * Stores a file, which is read twice (once for its digest, once for the upload) and never held in
   * memory.
   *
   * @throws IOException when the file cannot be read
   */
  public BlobRef put(Path file) throws IOException {
    return put(() -> Files.newInputStream(file), Files.size(file));
  }

  /**
   * Stores what a source gives, which is opened twice (once for the digest, once for the upload)
   * and never held in memory.
   *
   * @param bytes number of bytes of the content
   * @throws IOException when the content cannot be read
   */
  public BlobRef put(Content content, long bytes) throws IOException {
    return StoreWait.during(() -> store(content, bytes));
  }

  /**
   * Stores what a producer makes. A blob is named by its digest, so the bytes are kept until the
   * last one is there: in a temporary file, not in memory. The file has lost its name before it is
   * written, so a process that is killed leaves nothing behind.
   *
   * @throws IOException when the temporary file cannot be written, or the producer fails
   */
  public BlobRef write(Producer producer) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            Files.createTempFile("blob", null),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      producer.writeTo(Channels.newOutputStream(file));
      return put(() -> new ChannelInputStream(file), file.size());
    }
  }

  /**
   * Opens a blob for sequential reading.
   *
   * @return a stream that throws {@link CorruptBlobException} instead of handing out the last byte
   *     of a damaged blob
   * @throws ObjectNotFoundException when the blob is not in the store
   */
  public InputStream open(BlobRef blob) {
    return new VerifyingInputStream(
        objects.get(blob.key()), blob.key(), blob.bytes(), afterContent -> blob.digest());
  }

  /**
   * Reads a whole blob into memory and checks it.
   *
   * @throws IllegalArgumentException when it does not fit into an array
   */
  public byte[] read(BlobRef blob) {
    int bytes = arraySize(blob, blob.bytes());
    byte[] content = new byte[bytes];
    try (InputStream in = open(blob)) {
      if (in.readNBytes(content, 0, bytes) < bytes || in.read() >= 0) {
        throw new IllegalStateException(
            "The verified stream of " + blob.key() + " has a wrong size");
      }
      return content;
    } catch (IOException e) {
      throw brokenRead(blob, e);
    }
  }

  /**
   * Reads a part of a blob. Whole chunks are fetched, each is checked before a byte of it is used.
   *
   * @param offset first byte
   * @param length number of bytes
   * @return a buffer with exactly these bytes
   * @throws IndexOutOfBoundsException when the range does not lie within the blob
   */
  public ByteBuffer readRange(BlobRef blob, long offset, int length) {
    if (offset < 0 || length < 0 || offset + length > blob.bytes()) {
      throw new IndexOutOfBoundsException(
          "Bytes %d to %d of %s, which has %d"
              .formatted(offset, offset + length, blob.key(), blob.bytes()));
    }
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    if (blob.chunkDigests().isEmpty()) {
      return ByteBuffer.wrap(read(blob)).slice((int) offset, length);
    }
    return StoreWait.during(() -> readChunks(blob, offset, length));
  }

  private ByteBuffer readChunks(BlobRef blob, long offset, int length) {
    long chunkSize = BlobRef.CHUNK_BYTES;
    int firstChunk = (int) (offset / chunkSize);
    int lastChunk = (int) ((offset + length - 1) / chunkSize);
    long from = firstChunk * chunkSize;
    long to = Math.min(blob.bytes(), (lastChunk + 1) * chunkSize);
    ByteBuffer result = ByteBuffer.allocate(length);
    byte[] chunk = new byte[BlobRef.CHUNK_BYTES];
    try (InputStream in = objects.getRange(blob.key(), from, to - from)) {
      for (int i = firstChunk; i <= lastChunk; i++) {
        long start = i * chunkSize;
        int size = readChunk(in, blob, i, chunk);
        int begin = (int) (Math.max(offset, start) - start);
        int end = (int) (Math.min(offset + length, start + size) - start);
        result.put(chunk, begin, end - begin);
      }
      return result.flip();
    } catch (IOException e) {
      throw brokenRead(blob, e);
    }
  }

  /** The blob as a source for the safetensors reader: every read is a checked ranged read. */
  public ByteSource source(BlobRef blob) {
    return new BlobByteSource(this, blob);
  }

  /**
   * The blob as a source in memory, fetched and checked in one go: for those who need all of it.
   *
   * @throws IllegalArgumentException when it does not fit into an array
   */
  public ByteSource load(BlobRef blob) {
    return ByteSource.of(blob.key(), read(blob));
  }

  private int readChunk(InputStream in, BlobRef blob, int index, byte[] chunk) throws IOException {
    long start = (long) index * BlobRef.CHUNK_BYTES;
    int size = (int) Math.min(BlobRef.CHUNK_BYTES, blob.bytes() - start);
    int n = in.readNBytes(chunk, 0, size);
    if (n < size) {
      throw new CorruptBlobException(
          blob.key(), "it ends after " + (start + n) + " of " + blob.bytes() + " bytes");
    }
    Digest actual = Digest.of(ByteBuffer.wrap(chunk, 0, size));
    if (!actual.equals(blob.chunkDigests().get(index))) {
      throw new CorruptBlobException(
          blob.key(),
          "the SHA-256 of bytes %d to %d is %s instead of %s"
              .formatted(start, start + size, actual, blob.chunkDigests().get(index)));
    }
    return size;
  }

  private BlobRef store(Content source, long bytes) throws IOException {
    BlobRef blob = digest(source, bytes);
    // A blob of the right name and size is taken for the right blob: readers check the content.
    boolean present = objects.stat(blob.key()).filter(stat -> stat.bytes() == bytes).isPresent();
    if (!present) {
      try (InputStream in = source.open()) {
        objects.put(blob.key(), in, bytes);
      }
    }
    return blob;
  }

  private static BlobRef digest(Content source, long bytes) throws IOException {
    MessageDigest whole = Digest.sha256();
    MessageDigest chunk = Digest.sha256();
    List<Digest> chunks = new ArrayList<>();
    boolean chunked = bytes > BlobRef.CHUNK_BYTES;
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = source.open()) {
      // The chunk size is a multiple of the buffer size, so a full buffer never straddles two
      // chunks.
      for (int n = in.readNBytes(buffer, 0, BUFFER_BYTES);
          n > 0;
          n = in.readNBytes(buffer, 0, BUFFER_BYTES)) {
        whole.update(buffer, 0, n);
        total += n;
        if (chunked) {
          chunk.update(buffer, 0, n);
          if (total % BlobRef.CHUNK_BYTES == 0) {
            chunks.add(Digest.finish(chunk));
          }
        }
      }
    }
    if (chunked && total % BlobRef.CHUNK_BYTES != 0) {
      chunks.add(Digest.finish(chunk));
    }
    return new BlobRef(Digest.finish(whole), total, chunks);
  }

  private static int arraySize(BlobRef blob, long bytes) {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          blob.key()
              + " has "
              + bytes
              + " bytes, too many for one array; read it as a stream or in ranges");
    }
    return (int) bytes;
  }

  private static ObjectStoreException brokenRead(BlobRef blob, IOException cause) {
    return new ObjectStoreException("Reading " + blob.key() + " broke off", true, cause);
  }
}
