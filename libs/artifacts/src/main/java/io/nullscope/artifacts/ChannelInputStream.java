package io.nullscope.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a file from its beginning through a channel that stays open and keeps its position. */
final class ChannelInputStream extends InputStream {

  private final FileChannel channel;
  private long position;

  ChannelInputStream(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = channel.read(ByteBuffer.wrap(target, offset, length), position);
    position += Math.max(0, n);
    return n;
  }
}
