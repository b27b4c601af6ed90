package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.autointerp.application.TokenSources;
import io.nullscope.autointerp.domain.TokenCorpus;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.HookPoint;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.transformer.corpus.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Reads the interpretation tokens of a study and the tokenizer of a variant. */
public final class StoredTokens implements TokenSources {

  private static final int BATCH_WINDOWS = 1024;

  private final ArtifactStore store;

  public StoredTokens(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public TokenCorpus corpus(ArtifactId tokensId, ArtifactId positionsId, HookPoint hookPoint) {
    Manifest manifest = store.require(TokenArtifact.KIND, tokensId);
    List<int[]> tokens = new ArrayList<>();
    List<int[]> documents = new ArrayList<>();
    TokenSplit.open(store.blobs(), manifest, TokenArtifact.INTERP)
        .forEachBatch(
            BATCH_WINDOWS,
            (firstWindow, tokenIds, documentIds) -> {
              tokens.addAll(List.of(tokenIds));
              documents.addAll(List.of(documentIds));
            });
    return new Windows(
        tokens.toArray(int[][]::new),
        documents.toArray(int[][]::new),
        CountedPositions.open(store, positionsId, TokenArtifact.INTERP, hookPoint.toString()));
  }

  @Override
  public TokenTexts texts(ArtifactId variantId) {
    byte[] json = VariantArtifact.open(store, variantId).tokenizer();
    return Vocabulary.parse(json, "the tokenizer of variant " + variantId)::display;
  }

  /** Eight bytes a token: the interpretation tokens are looked up at random. */
  private record Windows(int[][] tokenIds, int[][] documentIds, CountedPositions positions)
      implements TokenCorpus {

    @Override
    public long tokens() {
      return (long) tokenIds.length * contextLength();
    }

    @Override
    public int contextLength() {
      return tokenIds[0].length;
    }

    @Override
    public int tokenId(long position) {
      return tokenIds[(int) (position / contextLength())][(int) (position % contextLength())];
    }

    @Override
    public boolean allCount() {
      return positions.all();
    }

    @Override
    public boolean counts(long position) {
      return positions.counts(position, (int) (position % contextLength()), tokenId(position));
    }

    @Override
    public int documentId(long position) {
      return documentIds[(int) (position / contextLength())][(int) (position % contextLength())];
    }
  }
}
