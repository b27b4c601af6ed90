package io.nullscope.artifacts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Compares what is read with the expected size and digest. The comparison happens before the last
 * byte is handed out, so a reader that stops there has been protected as well.
 */
final class VerifyingInputStream extends FilterInputStream {

  private final String key;
  private final long expectedBytes;
  private final DigestSource expectedDigest;
  private final MessageDigest sha256 = Digest.sha256();
  private long bytesRead;
  private boolean verified;

  /**
   * Where the expected digest comes from: known beforehand, or read from what follows the content.
   */
  interface DigestSource {
    Digest read(InputStream afterContent) throws IOException;
  }

  VerifyingInputStream(
      InputStream in, String key, long expectedBytes, DigestSource expectedDigest) {
    super(in);
    this.key = key;
    this.expectedBytes = expectedBytes;
    this.expectedDigest = expectedDigest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (bytesRead == expectedBytes) {
      verifyEnd();
      return -1;
    }
    return StoreWait.during(
        () -> readVerified(buffer, offset, (int) Math.min(length, expectedBytes - bytesRead)));
  }

  private int readVerified(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n < 0) {
      throw new CorruptBlobException(
          key, "it ends after " + bytesRead + " of " + expectedBytes + " bytes");
    }
    sha256.update(buffer, offset, n);
    bytesRead += n;
    if (bytesRead == expectedBytes) {
      verifyEnd();
    }
    return n;
  }

  /** Skipped bytes are read: the digest needs them. */
  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(count, 0))];
    long skipped = 0;
    while (skipped < count) {
      int n = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
      if (n < 0) {
        break;
      }
      skipped += n;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verifyEnd() throws IOException {
    if (verified) {
      return;
    }
    Digest actual = Digest.finish(sha256);
    Digest expected = expectedDigest.read(in);
    if (!actual.equals(expected)) {
      throw new CorruptBlobException(key, "its SHA-256 is " + actual + " instead of " + expected);
    }
    if (in.read() >= 0) {
      throw new CorruptBlobException(key, "it is longer than " + expectedBytes + " bytes");
    }
    verified = true;
  }
}
