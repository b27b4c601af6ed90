package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Digest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.study.CorpusSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
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
   * Windows in the store.
   *
   * @param id artifact id of kind {@code tokens}
   * @param corpus digest of the corpus that they come from
   */
  public record Made(ArtifactId id, Digest corpus) {}

  /**
   * Makes the windows, or finds them made.
   *
   * @throws RejectedException CORPUS_CHANGED when the corpus was written to in between
   */
  public Made materialize(CorpusSpec corpus, RunningVariant variant) {
    Digest digest = corpora.digest(corpus);
    OptionalInt documentStart = variant.documentStart(corpus.startToken());
    ArtifactRequest request = request(corpus, digest, variant, documentStart);
    if (store.find(TokenArtifact.KIND, request.id()).isEmpty()) {
      Map<String, TokenSplitWriter> writers = new TreeMap<>();
      corpora.pack(
          corpus,
          documentStart,
          variant.tokenizer(),
          (split, tokens, documents) -> {
            writers
                .computeIfAbsent(
                    split,
                    name -> new TokenSplitWriter(store.blobs(), name, corpus.contextLength()))
                .append(tokens, documents);
            StepProgress.check();
          });
      if (!corpora.digest(corpus).equals(digest)) {
        throw new RejectedException(
            "CORPUS_CHANGED",
            "corpus.source: %s changed while it was read; run the study again, and leave the file alone until it has ended"
                .formatted(corpus.source()));
      }
      TokenArtifact.commit(store, request, writers.values());
    }
    ArtifactId id =
        variant
            .tokenShuffle()
            .map(
                shuffle ->
                    shuffledWindows.materialize(
                        shuffle, request.id(), corpus.contextLength(), documentStart))
            .orElse(request.id());
    return new Made(id, digest);
  }

  private ArtifactRequest request(
      CorpusSpec corpus, Digest digest, RunningVariant variant, OptionalInt documentStart) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("corpus", digest.hex());
    configuration.put("format", corpora.format(corpus));
    configuration.put("textField", corpus.textField());
    configuration.put("tokenizer", Digest.of(variant.tokenizer()).hex());
    documentStart.ifPresent(token -> configuration.put("documentStart", (long) token));
    configuration.put("contextLength", (long) corpus.contextLength());
    configuration.put("trainTokens", corpus.trainTokens());
    configuration.put("evalTokens", corpus.evalTokens());
    configuration.put("interpTokens", corpus.interpTokens());
    return new ArtifactRequest(
        TokenArtifact.KIND, TokenArtifact.FORMAT_VERSION, configuration, Map.of());
  }
}
