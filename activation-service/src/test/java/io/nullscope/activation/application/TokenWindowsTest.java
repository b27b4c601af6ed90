package io.nullscope.activation.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.fixture.StoredWindows;
import io.nullscope.activation.fixture.TinyCorpus;
import io.nullscope.activation.fixture.TinyVariant;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.transformer.TokenShuffle;
import io.nullscope.transformer.corpus.InsufficientTokensException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenWindowsTest {

  private static final int CONTEXT = 8;
  private static final List<String> SPLITS =
      List.of(TokenArtifact.TRAIN, TokenArtifact.EVAL, TokenArtifact.INTERP);

  @TempDir private Path directory;

  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final ArtifactStore store = new ArtifactStore(objects);
  private final AtomicInteger packed = new AtomicInteger();
  private Runnable afterPacking = () -> {};
  private final TokenWindows windows = new TokenWindows(new CountingCorpora(), store);
  private final TinyCorpus corpus = TinyCorpus.random(60, 20, 3);

  private ArtifactId made(CorpusSpec corpus, RunningVariant variant) {
    return windows.materialize(corpus, variant).id();
  }

  private CorpusSpec write(TinyCorpus made) {
    return made.write(directory.resolve("corpus.jsonl"), CONTEXT, 90, 40, 100);
  }

  /** The rule, written down naively: documents one after the other, never in two splits. */
  @Test
  void documentsFillTheSplitsOneAfterTheOther() {
    ArtifactId id = made(write(corpus), new Tokenizer());

    int document = 0;
    int[] budgets = {88, 40, 96}; // whole windows
    for (int s = 0; s < SPLITS.size(); s++) {
      List<Integer> tokens = new ArrayList<>();
      List<Integer> documents = new ArrayList<>();
      while (tokens.size() < budgets[s]) {
        tokens.add(0);
        documents.add(document);
        for (int token : corpus.documents().get(document)) {
          tokens.add(token);
          documents.add(document);
        }
        document++;
      }
      StoredWindows stored = StoredWindows.read(store, id, SPLITS.get(s));
      assertThat(stored.tokens()).hasDimensions(budgets[s] / CONTEXT, CONTEXT);
      assertThat(flat(stored.tokens())).isEqualTo(tokens.subList(0, budgets[s]));
      assertThat(flat(stored.documents())).isEqualTo(documents.subList(0, budgets[s]));
    }
  }

  @Test
  void noDocumentIsInTwoSplits() {
    ArtifactId id = made(write(corpus), new Tokenizer());

    Set<Integer> seen = new HashSet<>();
    for (String split : SPLITS) {
      Set<Integer> documents =
          new HashSet<>(flat(StoredWindows.read(store, id, split).documents()));
      assertThat(documents).isNotEmpty();
      assertThat(Collections.disjoint(documents, seen)).isTrue();
      seen.addAll(documents);
    }
  }

  @Test
  void areMadeOnceForAllVariantsAndWhereverTheCorpusLies() {
    ArtifactId first = made(write(corpus), new Tokenizer());
    CorpusSpec moved = corpus.write(directory.resolve("moved/renamed.jsonl"), CONTEXT, 90, 40, 100);

    assertThat(made(moved, new Tokenizer())).isEqualTo(first);
    assertThat(packed).hasValue(1);
    assertThat(objects.list("artifacts/tokens/")).hasSize(1);
  }

  @Test
  void everythingThatDecidesTheWindowsIsInTheirId() {
    CorpusSpec spec = write(corpus);
    Set<ArtifactId> ids = new HashSet<>();
    ids.add(made(spec, new Tokenizer()));
    ids.add(
        made(spec, new Tokenizer(OptionalInt.of(1), TinyVariant.tokenizer(40), Optional.empty())));
    ids.add(
        made(spec, new Tokenizer(OptionalInt.of(0), TinyVariant.tokenizer(39), Optional.empty())));
    ids.add(made(with(spec, StartTokenSpec.Rule.NONE), new Tokenizer()));
    ids.add(made(with(spec, 16, 90, 40, 100), new Tokenizer()));
    ids.add(made(with(spec, CONTEXT, 80, 40, 100), new Tokenizer()));
    ids.add(made(with(spec, CONTEXT, 90, 48, 100), new Tokenizer()));
    ids.add(made(with(spec, CONTEXT, 90, 40, 110), new Tokenizer()));
    ids.add(made(write(TinyCorpus.random(60, 20, 4)), new Tokenizer()));

    assertThat(ids).hasSize(9);
    assertThat(packed).hasValue(9);
  }

  private static CorpusSpec with(CorpusSpec spec, int context, long train, long eval, long interp) {
    return new CorpusSpec(
        spec.source(), spec.textField(), spec.startToken(), context, train, eval, interp);
  }

  private static CorpusSpec with(CorpusSpec spec, StartTokenSpec start) {
    return new CorpusSpec(
        spec.source(),
        spec.textField(),
        start,
        spec.contextLength(),
        spec.trainTokens(),
        spec.evalTokens(),
        spec.interpTokens());
  }

  @Test
  void withoutAStartTokenThereIsNone() {
    ArtifactId id = made(with(write(corpus), StartTokenSpec.Rule.NONE), new Tokenizer());

    for (String split : SPLITS) {
      assertThat(flat(StoredWindows.read(store, id, split).tokens())).doesNotContain(0);
    }
  }

  @Test
  void shuffledWindowsAreAnArtifactOfTheirOwnWithTheSameTokensInAnotherOrder() {
    CorpusSpec spec = write(corpus);
    ArtifactId plain = made(spec, new Tokenizer());

    ArtifactId shuffled = made(spec, new Tokenizer(new TokenShuffle(5, "a")));

    assertThat(packed).hasValue(1);
    assertThat(shuffled).isNotEqualTo(plain);
    for (String split : SPLITS) {
      StoredWindows before = StoredWindows.read(store, plain, split);
      StoredWindows after = StoredWindows.read(store, shuffled, split);
      assertThat(after.documents()).isDeepEqualTo(before.documents());
      assertThat(after.tokens().length).isEqualTo(before.tokens().length);
      assertThat(flat(after.tokens())).isNotEqualTo(flat(before.tokens()));
      for (int w = 0; w < before.tokens().length; w++) {
        assertThat(after.tokens()[w]).containsExactlyInAnyOrder(before.tokens()[w]);
      }
    }
  }

  @Test
  void shuffledWindowsAreMadeOnceAndTheirSeedIsInTheirId() {
    CorpusSpec spec = write(corpus);
    ArtifactId first = made(spec, new Tokenizer(new TokenShuffle(5, "a")));

    assertThat(made(spec, new Tokenizer(new TokenShuffle(5, "a")))).isEqualTo(first);
    assertThat(made(spec, new Tokenizer(new TokenShuffle(5, "b")))).isNotEqualTo(first);
    assertThat(made(spec, new Tokenizer(new TokenShuffle(6, "a")))).isNotEqualTo(first);
    assertThat(objects.list("artifacts/tokens/")).hasSize(4);
  }

  @Test
  void tooFewTokensLeaveNoArtifact() {
    CorpusSpec tooMany = corpus.write(directory.resolve("corpus.jsonl"), CONTEXT, 90, 40, 100_000);

    assertThatThrownBy(() -> made(tooMany, new Tokenizer()))
        .isInstanceOf(InsufficientTokensException.class)
        .hasMessageContaining("interpTokens 100,000");
    assertThat(objects.list("artifacts/")).isEmpty();
  }

  @Test
  void theSameBytesUnderAnEndingOfAnotherFormAreOtherWindows() throws IOException {
    CorpusSpec lines = write(corpus);
    Path text = directory.resolve("corpus.txt");
    Files.copy(directory.resolve("corpus.jsonl"), text);

    assertThat(
            made(
                new CorpusSpec(
                    "file:" + text, "text", StartTokenSpec.Rule.AUTO, CONTEXT, 90, 40, 100),
                new Tokenizer()))
        .isNotEqualTo(made(lines, new Tokenizer()));
    assertThat(packed).hasValue(2);
  }

  @Test
  void aCorpusThatChangesWhileItIsReadLeavesNoArtifact() {
    CorpusSpec spec = write(corpus);
    afterPacking = () -> write(TinyCorpus.random(60, 20, 4));

    assertThatThrownBy(() -> made(spec, new Tokenizer()))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo("CORPUS_CHANGED"))
        .hasMessageContaining("corpus.source")
        .hasMessageContaining("corpus.jsonl");
    assertThat(objects.list("artifacts/")).isEmpty();
  }

  private static List<Integer> flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).boxed().collect(Collectors.toList());
  }

  private final class CountingCorpora implements Corpora {

    private final Corpora files = new FileCorpora(new DemoAssets());

    @Override
    public Digest digest(CorpusSpec spec) {
      return files.digest(spec);
    }

    @Override
    public String format(CorpusSpec spec) {
      return files.format(spec);
    }

    @Override
    public void pack(
        CorpusSpec spec, OptionalInt documentStart, byte[] tokenizer, WindowSink sink) {
      packed.incrementAndGet();
      files.pack(spec, documentStart, tokenizer, sink);
      afterPacking.run();
    }
  }

  /** A variant of which only the tokenizer matters. */
  private record Tokenizer(OptionalInt start, byte[] tokenizer, Optional<TokenShuffle> tokenShuffle)
      implements RunningVariant {

    Tokenizer() {
      this(OptionalInt.of(0), TinyVariant.tokenizer(TinyVariant.VOCABULARY), Optional.empty());
    }

    Tokenizer(TokenShuffle shuffle) {
      this(OptionalInt.of(0), TinyVariant.tokenizer(TinyVariant.VOCABULARY), Optional.of(shuffle));
    }

    @Override
    public OptionalInt documentStart(StartTokenSpec setting) {
      return setting == StartTokenSpec.Rule.NONE ? OptionalInt.empty() : start;
    }

    @Override
    public int width() {
      throw new AssertionError("tokens do not depend on the width");
    }

    @Override
    public void run(
        String split,
        long firstWindow,
        int[][] windows,
        List<HookPoint> hookPoints,
        ResidualSink sink) {
      throw new AssertionError("tokens do not depend on the weights");
    }

    @Override
    public void close() {}
  }
}
