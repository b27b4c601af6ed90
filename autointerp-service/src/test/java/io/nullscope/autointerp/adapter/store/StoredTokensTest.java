package io.nullscope.autointerp.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.study.HookPoint;
import io.nullscope.transformer.VariantArtifact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredTokensTest {

  private static final int CONTEXT = 4;
  private static final int WINDOWS = 2500; // more than are read at a time

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private final StoredTokens tokens = new StoredTokens(store);

  @Test
  void theCorpusIsTheInterpretationSplit() {
    TokenSplitWriter train = new TokenSplitWriter(store.blobs(), TokenArtifact.TRAIN, CONTEXT);
    train.append(new int[] {-1, -1, -1, -1}, new int[CONTEXT]);
    TokenSplitWriter interp = new TokenSplitWriter(store.blobs(), TokenArtifact.INTERP, CONTEXT);
    for (int window = 0; window < WINDOWS; window++) {
      int first = window * CONTEXT;
      interp.append(
          new int[] {first, first + 1, first + 2, first + 3},
          new int[] {window, window, window + 1, window + 1});
    }
    ArtifactId id =
        TokenArtifact.commit(store, request(TokenArtifact.KIND), List.of(train, interp)).id();

    PositionRule rule = new PositionRule(1, Set.of(2), Set.of());
    HookPoint hookPoint = new HookPoint(0);
    TokenCorpus corpus = tokens.corpus(id, StoredCell.putPositions(store, id, rule), hookPoint);

    assertThat(corpus.contextLength()).isEqualTo(CONTEXT);
    assertThat(corpus.tokens()).isEqualTo((long) WINDOWS * CONTEXT);
    for (int position = 0; position < WINDOWS * CONTEXT; position++) {
      assertThat(corpus.counts(position))
          .isEqualTo(rule.reason(position % CONTEXT, corpus.tokenId(position)).isEmpty());
      assertThat(corpus.tokenId(position)).isEqualTo(position);
      assertThat(corpus.documentId(position))
          .isEqualTo(position / CONTEXT + (position % CONTEXT < 2 ? 0 : 1));
    }
  }

  @Test
  void textsAreThoseOfTheVariantsTokenizer() {
    String tokenizer =
        """
        {"model": {"type": "BPE", "vocab": {"<s>": 0, "▁cat": 1, "s": 2}},
         "added_tokens": [{"id": 7, "content": "<|end|>"}]}
        """;
    VariantArtifact.Builder variant =
        VariantArtifact.builder(
            store.blobs().put(new byte[] {'{', '}'}),
            store.blobs().put(tokenizer.getBytes(StandardCharsets.UTF_8)),
            "made up");
    ArtifactId id =
        store.commit(request(VariantArtifact.KIND), variant.files(), variant.attributes()).id();

    TokenTexts texts = tokens.texts(id);

    assertThat(List.of(texts.text(0), texts.text(1), texts.text(2), texts.text(7)))
        .containsExactly("<s>", " cat", "s", "<|end|>");
    assertThat(texts.text(5)).isEqualTo("<unused 5>");
  }

  @Test
  void whatIsMissingIsNamed() {
    ArtifactId nothing = new ArtifactId("0".repeat(64));

    assertThatThrownBy(() -> tokens.corpus(nothing, nothing, new HookPoint(0)))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("tokens");
    assertThatThrownBy(() -> tokens.texts(nothing))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("variant");
  }

  private static ArtifactRequest request(String kind) {
    return new ArtifactRequest(kind, 1, Map.of(), Map.of());
  }
}
