package io.nullscope.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * Writes the body of an answer to a channel, up to a limit; its value is the bytes written. A
 * failure to write is an {@link UncheckedIOException}, so that it is not taken for one of the
 * network.
 */
final class ChannelBody implements HttpResponse.BodySubscriber<Long> {

  private final WritableByteChannel channel;
  private final long limit;
  private final LongConsumer arrived;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private Flow.Subscription subscription;
  private long bytes;

  /**
   * @param limit how many bytes may come
   * @param arrived hears how many have come
   */
  ChannelBody(WritableByteChannel channel, long limit, LongConsumer arrived) {
    this.channel = channel;
    this.limit = limit;
    this.arrived = arrived;
  }

  @Override
  public CompletionStage<Long> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (bytes + buffer.remaining() > limit) {
        fail(new IOException("more than the expected " + limit + " bytes arrive"));
        return;
      }
      try {
        while (buffer.hasRemaining()) {
          bytes += channel.write(buffer);
        }
      } catch (IOException e) {
        fail(new UncheckedIOException("writing what arrives", e));
        return;
      }
    }
    arrived.accept(bytes);
    subscription.request(1);
  }

  private void fail(Exception problem) {
    subscription.cancel();
    result.completeExceptionally(problem);
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    result.complete(bytes);
  }
}
