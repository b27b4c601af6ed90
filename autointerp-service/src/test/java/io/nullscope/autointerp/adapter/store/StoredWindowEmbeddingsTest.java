package io.nullscope.autointerp.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.autointerp.domain.NearestWindows;
import io.nullscope.autointerp.domain.SentenceEmbeddings;
import io.nullscope.autointerp.domain.TokenTexts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredWindowEmbeddingsTest {

  private static final TokenTexts TEXTS = id -> "," + id;
  private static final List<List<Integer>> WINDOWS =
      IntStream.range(0, 30).mapToObj(i -> List.of(i, i + 1)).toList();
  private static final ArtifactId TOKENS = id("tokens");

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private final List<String> embedded = new ArrayList<>();
  private final SentenceEmbeddings embeddings =
      texts -> {
        embedded.addAll(texts);
        return texts.stream().map(StoredWindowEmbeddingsTest::row).toArray(float[][]::new);
      };

  private static ArtifactId id(String name) {
    return new ArtifactRequest("made", 1, Map.of("name", name), Map.of()).id();
  }

  /** A direction that depends on the text only. */
  private static float[] row(String text) {
    Random random = new Random(text.hashCode() * 31L);
    float[] row = new float[5];
    double squares = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) random.nextGaussian();
      squares += row[i] * row[i];
    }
    for (int i = 0; i < row.length; i++) {
      row[i] /= (float) Math.sqrt(squares);
    }
    return row;
  }

  private static double cosine(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  private NearestWindows windows(String model, ArtifactId tokens, int length, long seed) {
    return new StoredWindowEmbeddings(store, embeddings, model).of(tokens, length, seed, TEXTS);
  }

  @Test
  void ranksThePoolByTheNearestOfTheWindowsInWhichTheLatentFires() {
    List<List<Integer>> firing = List.of(List.of(100, 101), List.of(7, 8), List.of(102, 103));
    int[] order = windows("m", TOKENS, 2, 1).pool(WINDOWS).nearestFirst(firing);

    double[] nearness =
        WINDOWS.stream()
            .mapToDouble(
                window ->
                    firing.stream()
                        .mapToDouble(
                            query -> cosine(row(TEXTS.plain(window)), row(TEXTS.plain(query))))
                        .max()
                        .orElseThrow())
            .toArray();
    assertThat(order)
        .isEqualTo(
            IntStream.range(0, WINDOWS.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -nearness[i]))
                .mapToInt(Integer::intValue)
                .toArray());
    assertThat(order[0]).isEqualTo(7);
  }

  @Test
  void equallyNearWindowsStandInTheOrderOfThePool() {
    List<List<Integer>> same = List.of(List.of(1), List.of(2), List.of(1), List.of(1));
    assertThat(windows("m", TOKENS, 1, 1).pool(same).nearestFirst(List.of(List.of(1))))
        .startsWith(0, 2, 3);
  }

  @Test
  void embedsAPoolOnceForAllThatAskForIt() {
    int[] first = windows("m", TOKENS, 2, 1).pool(WINDOWS).nearestFirst(List.of(List.of(3)));
    assertThat(embedded).hasSize(31);
    embedded.clear();
    assertThat(windows("m", TOKENS, 2, 1).pool(WINDOWS).nearestFirst(List.of(List.of(3))))
        .isEqualTo(first);
    assertThat(embedded).containsExactly(",3");
  }

  @Test
  void embedsAgainForOtherTokensWindowsSeedsAndModels() {
    windows("m", TOKENS, 2, 1).pool(WINDOWS);
    windows("n", TOKENS, 2, 1).pool(WINDOWS);
    windows("m", id("other"), 2, 1).pool(WINDOWS);
    windows("m", TOKENS, 4, 1).pool(WINDOWS);
    windows("m", TOKENS, 2, 2).pool(WINDOWS);
    assertThat(embedded).hasSize(5 * 30);
  }
}
