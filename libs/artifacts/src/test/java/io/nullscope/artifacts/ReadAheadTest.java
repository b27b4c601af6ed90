package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadAheadTest {

  private final AtomicInteger begun = new AtomicInteger();
  private volatile Thread reader;

  private int square(int index) {
    reader = Thread.currentThread();
    begun.incrementAndGet();
    return index * index;
  }

  /** The executor is done an instant before its thread is. */
  private void assertEnded() throws InterruptedException {
    reader.join(5000);
    assertThat(reader.isAlive()).isFalse();
  }

  @Test
  void itemsComeInOrderAndAtMostOneIsReadAhead() throws InterruptedException {
    List<Integer> items = new ArrayList<>();

    ReadAhead.forEach(
        50,
        this::square,
        (index, item) -> {
          assertThat(items).hasSize(index);
          assertThat(begun.get()).isBetween(index + 1, index + 2);
          items.add(item);
        });

    assertThat(items).isEqualTo(IntStream.range(0, 50).map(i -> i * i).boxed().toList());
    assertThat(reader).isNotSameAs(Thread.currentThread());
    assertEnded();
  }

  @Test
  void nothingIsReadOfAnEmptySequence() {
    ReadAhead.forEach(0, this::square, (index, item) -> {});

    assertThat(begun).hasValue(0);
  }

  @Test
  void aFailedReadIsThrownWhenItsItemIsDue() throws InterruptedException {
    ObjectStoreException failure = new ObjectStoreException("away", true, null);
    List<Integer> items = new ArrayList<>();

    assertThatThrownBy(
            () ->
                ReadAhead.forEach(
                    5,
                    index -> {
                      if (index == 3) {
                        throw failure;
                      }
                      return square(index);
                    },
                    (index, item) -> items.add(item)))
        .isSameAs(failure);
    assertThat(items).containsExactly(0, 1, 4);
    assertEnded();
  }

  @Test
  void whoeverUsesTheItemsMayFail() throws InterruptedException {
    IOException failure = new IOException("the disk is full");

    assertThatThrownBy(
            () ->
                ReadAhead.<Integer, IOException>forEach(
                    5,
                    this::square,
                    (index, item) -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(begun.get()).isLessThanOrEqualTo(2);
    assertEnded();
  }
}
