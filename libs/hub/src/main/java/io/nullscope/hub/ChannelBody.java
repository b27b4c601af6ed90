package io.nullscope.hub;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/** Writes the body of an answer to a channel, up to a limit; its value is the bytes written. */
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
    try {
      for (ByteBuffer buffer : buffers) {
        if (bytes + buffer.remaining() > limit) {
          throw new IOException("more than the expected " + limit + " bytes arrive");
        }
        while (buffer.hasRemaining()) {
          bytes += channel.write(buffer);
        }
      }
      arrived.accept(bytes);
      subscription.request(1);
    } catch (IOException e) {
      subscription.cancel();
      result.completeExceptionally(e);
    }
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
