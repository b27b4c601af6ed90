package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every object store has to do; one subclass per store. */
abstract class ObjectStoreContract {

  private final String folder = "contract/" + UUID.randomUUID() + "/";

  /** The store under test. */
  abstract ObjectStore store();

  @Test
  void returnsWhatWasPut() throws IOException {
    store().put(key("a"), bytes("first"));

    assertThat(content(key("a"))).isEqualTo("first");
    assertThat(store().stat(key("a"))).contains(new ObjectStat(key("a"), 5));
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    store().put(key("a"), bytes("first"));
    store().put(key("a"), bytes("second one"));

    assertThat(content(key("a"))).isEqualTo("second one");
  }

  @Test
  void storesAnEmptyObject() throws IOException {
    store().put(key("empty"), new byte[0]);

    assertThat(content(key("empty"))).isEmpty();
    assertThat(store().stat(key("empty"))).contains(new ObjectStat(key("empty"), 0));
  }

  @Test
  void storesAStreamWithoutReadingPastItsSize() throws IOException {
    InputStream content = new ByteArrayInputStream(bytes("0123456789"));

    store().put(key("s"), content, 4);

    assertThat(content(key("s"))).isEqualTo("0123");
  }

  @Test
  void refusesAStreamThatEndsEarly() {
    InputStream content = new ByteArrayInputStream(bytes("0123"));

    assertThatThrownBy(() -> store().put(key("short"), content, 10))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining(key("short"));
    assertThat(store().stat(key("short"))).isEmpty();
  }

  @Test
  void acceptsKeysWithUnusualCharacters() throws IOException {
    String key = key("model.layers.0/attention weight+%é.bin");

    store().put(key, bytes("x"));

    assertThat(content(key)).isEqualTo("x");
    assertThat(store().list(folder)).containsExactly(new ObjectStat(key, 1));
  }

  @Test
  void readsRanges() throws IOException {
    store().put(key("r"), bytes("0123456789"));

    assertThat(range("r", 0, 1)).isEqualTo("0");
    assertThat(range("r", 3, 4)).isEqualTo("3456");
    assertThat(range("r", 8, 100)).isEqualTo("89");
  }

  @Test
  void refusesARangeBeyondTheEnd() {
    store().put(key("r"), bytes("0123"));

    assertThatThrownBy(() -> store().getRange(key("r"), 4, 1))
        .isInstanceOfSatisfying(
            ObjectStoreException.class, e -> assertThat(e.isRetryable()).isFalse());
  }

  @Test
  void refusesAnEmptyRange() {
    store().put(key("r"), bytes("0123"));

    assertThatThrownBy(() -> store().getRange(key("r"), 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhichKeyIsMissing() {
    assertThat(store().stat(key("missing"))).isEmpty();
    assertThatThrownBy(() -> store().get(key("missing")))
        .isInstanceOfSatisfying(
            ObjectNotFoundException.class, e -> assertThat(e.key()).isEqualTo(key("missing")));
    assertThatThrownBy(() -> store().getRange(key("missing"), 0, 1))
        .isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void listsByPrefixInKeyOrder() {
    for (String name : List.of("b/2", "a", "b/1", "b/10", "c", "bb")) {
      store().put(key(name), bytes(name));
    }

    assertThat(store().list(folder + "b/").map(ObjectStat::key))
        .containsExactly(key("b/1"), key("b/10"), key("b/2"));
    assertThat(store().list(folder).mapToLong(ObjectStat::bytes).sum())
        .isEqualTo(3 + 1 + 3 + 4 + 1 + 2);
    assertThat(store().list(folder + "nothing")).isEmpty();
  }

  @Test
  void listsMoreThanOnePage() {
    int count = 1100;
    IntStream.range(0, count).forEach(i -> store().put(key("%04d".formatted(i)), new byte[0]));

    assertThat(store().list(folder).map(ObjectStat::key))
        .containsExactlyElementsOf(
            IntStream.range(0, count).mapToObj(i -> key("%04d".formatted(i))).toList());
  }

  @Test
  void deletes() {
    store().put(key("d"), bytes("x"));

    store().delete(key("d"));
    store().delete(key("d"));

    assertThat(store().stat(key("d"))).isEmpty();
  }

  @Test
  void putsIfAbsentOnce() throws IOException {
    assertThat(store().putIfAbsent(key("once"), bytes("first"))).isTrue();
    assertThat(store().putIfAbsent(key("once"), bytes("second"))).isFalse();

    assertThat(content(key("once"))).isEqualTo("first");
  }

  @Test
  void letsExactlyOneOfManyWritersWin() throws Exception {
    int writers = 8;
    for (int round = 0; round < 20; round++) {
      String key = key("race-" + round);
      List<Boolean> won = race(writers, i -> store().putIfAbsent(key, bytes("writer " + i)));

      assertThat(won).containsOnlyOnce(true);
      assertThat(content(key)).isEqualTo("writer " + won.indexOf(true));
    }
  }

  /** Runs a task on several threads at the same time. */
  static <T> List<T> race(int threads, IndexedTask<T> task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Callable<T>> tasks =
          IntStream.range(0, threads)
              .<Callable<T>>mapToObj(
                  i ->
                      () -> {
                        start.await();
                        return task.run(i);
                      })
              .toList();
      List<Future<T>> results = executor.invokeAll(tasks);
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get());
      }
      return values;
    } finally {
      executor.shutdownNow();
    }
  }

  interface IndexedTask<T> {
    T run(int index) throws Exception;
  }

  private String key(String name) {
    return folder + name;
  }

  private String content(String key) throws IOException {
    try (InputStream in = store().get(key)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private String range(String name, long offset, long length) throws IOException {
    try (InputStream in = store().getRange(key(name), offset, length)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
