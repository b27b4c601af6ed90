package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShuffledActivationsTest {

  private static TensorRuntime runtime;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  /** Shards whose rows of width 2 are (n, -n), n counted over all shards. */
  private static List<ActivationShard> shards(int... sizes) {
    List<ActivationShard> shards = new ArrayList<>();
    int next = 0;
    for (int size : sizes) {
      float[] values = new float[size * 2];
      for (int i = 0; i < size; i++, next++) {
        values[2 * i] = next;
        values[2 * i + 1] = -next;
      }
      shards.add(ActivationShard.of(values, 2));
    }
    return shards;
  }

  private static List<Integer> batch(BatchSource source, long step, int size) {
    try (TensorScope scope = runtime.scope()) {
      float[] values = source.batch(scope, step, size).toFloatArray();
      assertThat(values).hasSize(2 * size);
      return IntStream.range(0, size)
          .mapToObj(
              i -> {
                assertThat(values[2 * i + 1]).isEqualTo(-values[2 * i]);
                return (int) values[2 * i];
              })
          .toList();
    }
  }

  private static List<Integer> epoch(BatchSource source, long epoch) {
    return batch(source, epoch, (int) source.rows());
  }

  @Test
  void aSmallSetIsPermutedAsAWholeAnewInEachEpoch() {
    BatchSource source = new ShuffledActivations(shards(5, 0, 7, 8), Samples.shuffle(1), 20);

    List<Integer> first = epoch(source, 0);
    List<Integer> second = epoch(source, 1);

    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
    assertThat(second).containsExactlyInAnyOrderElementsOf(first);
    assertThat(second).isNotEqualTo(first);
    assertThat(first.subList(0, 7))
        .anyMatch(n -> n < 5)
        .anyMatch(n -> n >= 5 && n < 12)
        .anyMatch(n -> n >= 12);
  }

  @Test
  void aLargeSetIsShuffledWithinGroupsOfShards() {
    BatchSource source =
        new ShuffledActivations(shards(10, 10, 10, 10, 10), Samples.shuffle(1), 25);

    List<Integer> rows = epoch(source, 0);

    assertThat(rows).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
    for (int from = 0; from < 50; from += 20) {
      List<Integer> group = rows.subList(from, Math.min(50, from + 20));
      assertThat(group.stream().map(n -> n / 10).distinct()).hasSize(group.size() / 10);
      assertThat(group).isNotEqualTo(group.stream().sorted().toList());
    }
  }

  @Test
  void aShardLargerThanTheBufferIsAGroupOfItsOwn() {
    BatchSource source = new ShuffledActivations(shards(10, 3), Samples.shuffle(1), 2);
    assertThat(epoch(source, 0))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 13).boxed().toList());
  }

  @Test
  void batchesRunOnFromOneEpochToTheNextAndCanBeReadInAnyOrder() {
    BatchSource source = new ShuffledActivations(shards(4, 4, 2), Samples.shuffle(1), 8);
    List<Integer> expected = new ArrayList<>(epoch(source, 0));
    expected.addAll(epoch(source, 1));

    List<List<Integer>> forwards = new ArrayList<>();
    for (int step = 0; step < 6; step++) {
      forwards.add(batch(source, step, 3));
    }
    assertThat(forwards.stream().flatMap(List::stream).toList()).isEqualTo(expected.subList(0, 18));

    BatchSource another = new ShuffledActivations(shards(4, 4, 2), Samples.shuffle(1), 8);
    for (int step = 5; step >= 0; step--) {
      assertThat(batch(another, step, 3)).isEqualTo(forwards.get(step));
    }
  }

  @Test
  void readsMappedFiles() throws IOException {
    Path file = directory.resolve("00000.safetensors");
    float[] values = Samples.gaussian(1, 12);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            file,
            Map.of("note", "x"),
            List.of(
                new TensorSpec("activations", DType.F32, 4, 3),
                new TensorSpec("ids", DType.U8, 1)))) {
      writer.write("activations", values);
      writer.write("ids", java.nio.ByteBuffer.allocate(1));
    }
    ActivationShard shard = ActivationShard.map(file);
    assertThat(shard.rows()).isEqualTo(4);
    assertThat(shard.width()).isEqualTo(3);
    BatchSource source =
        new ShuffledActivations(
            List.of(shard),
            (epoch, part, size) -> part == 0 ? new int[] {0} : new int[] {3, 1, 0, 2},
            4);
    try (TensorScope scope = runtime.scope()) {
      assertThat(source.batch(scope, 0, 2).toFloatArray())
          .containsExactly(values[9], values[10], values[11], values[3], values[4], values[5]);
    }
  }

  @Test
  void refusesFilesWithoutActivations() throws IOException {
    Path file = directory.resolve("wrong.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            file, Map.of(), List.of(new TensorSpec("activations", DType.F16, 4, 3)))) {
      writer.write("activations", new float[12]);
    }
    assertThatThrownBy(() -> ActivationShard.map(file))
        .isInstanceOf(SaeFormatException.class)
        .hasMessageContaining("wrong.safetensors")
        .hasMessageContaining("F16");
  }

  @Test
  void refusesNothingAndUnequalWidths() {
    ShuffleOrder order = Samples.shuffle(1);
    assertThatThrownBy(() -> new ShuffledActivations(List.of(), order, 1))
        .hasMessageContaining("no activation shards");
    assertThatThrownBy(() -> new ShuffledActivations(shards(0), order, 1))
        .hasMessageContaining("no rows");
    assertThatThrownBy(() -> new ShuffledActivations(shards(1), order, 0))
        .hasMessageContaining("bufferRows");
    List<ActivationShard> unequal =
        List.of(ActivationShard.of(new float[2], 2), ActivationShard.of(new float[3], 3));
    assertThatThrownBy(() -> new ShuffledActivations(unequal, order, 1))
        .hasMessageContaining("widths: 2 and 3");
    assertThatThrownBy(() -> ActivationShard.of(new float[3], 2))
        .hasMessageContaining("whole rows");
  }
}
