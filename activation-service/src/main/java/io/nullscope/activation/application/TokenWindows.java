package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.study.CorpusSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The token windows of a study: the same for every variant but those on shuffled tokens, made once.
 * Training, evaluation and interpretation tokens come from different documents.
 */
public final class TokenWindows {

  private final Corpora corpora;
  private final ArtifactStore store;
  private final ShuffledTokenWindows shuffledWindows;

  public TokenWindows(Corpora corpora, ArtifactStore store) {
    this.corpora = corpora;
    this.store = store;
    this.shuffledWindows = new ShuffledTokenWindows(store);
  }

  /**
   * Makes the windows, or finds them made.
   *
   * @return artifact id of kind {@code tokens}
   */
  public ArtifactId materialize(CorpusSpec corpus, RunningVariant variant) {
    ArtifactRequest request = request(corpus, variant);
    if (store.find(TokenArtifact.KIND, request.id()).isEmpty()) {
      Map<String, TokenSplitWriter> writers = new TreeMap<>();
      corpora.pack(
          corpus,
          variant.documentStartToken(),
          variant.tokenizer(),
          (split, tokens, documents) ->
              writers
                  .computeIfAbsent(
                      split,
                      name -> new TokenSplitWriter(store.blobs(), name, corpus.contextLength()))
                  .append(tokens, documents));
      TokenArtifact.commit(store, request, writers.values());
    }
    return variant
        .tokenShuffle()
        .map(
            shuffle ->
                shuffledWindows.materialize(
                    shuffle, request.id(), corpus.contextLength(), variant.documentStartToken()))
        .orElse(request.id());
  }

  private ArtifactRequest request(CorpusSpec corpus, RunningVariant variant) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("corpus", corpora.digest(corpus).hex());
    configuration.put("textField", corpus.textField());
    configuration.put("tokenizer", Digest.of(variant.tokenizer()).hex());
    configuration.put("documentStart", (long) variant.documentStartToken());
    configuration.put("contextLength", (long) corpus.contextLength());
    configuration.put("trainTokens", corpus.trainTokens());
    configuration.put("evalTokens", corpus.evalTokens());
    configuration.put("interpTokens", corpus.interpTokens());
    return new ArtifactRequest(
        TokenArtifact.KIND, TokenArtifact.FORMAT_VERSION, configuration, Map.of());
  }
}
