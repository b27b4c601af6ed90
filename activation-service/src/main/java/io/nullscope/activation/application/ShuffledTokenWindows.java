package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.transformer.TokenShuffle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The windows of a study with their tokens in another order, as an artifact of its own: whoever
 * reads tokens after this service finds them by the id that the facts carry, so all of them see the
 * same ones.
 */
final class ShuffledTokenWindows {

  /** Windows held in memory at once. */
  private static final int BATCH_WINDOWS = 64;

  private final ArtifactStore store;

  ShuffledTokenWindows(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Makes the windows, or finds them made.
   *
   * @param tokensId the windows in the order of the text
   * @param documentStart token that begins each document, if any
   * @return artifact id of kind {@code tokens}
   */
  ArtifactId materialize(
      TokenShuffle shuffle, ArtifactId tokensId, int contextLength, OptionalInt documentStart) {
    ArtifactRequest request = request(shuffle, tokensId, contextLength, documentStart);
    if (store.find(TokenArtifact.KIND, request.id()).isEmpty()) {
      Manifest tokens = store.require(TokenArtifact.KIND, tokensId);
      List<TokenSplitWriter> writers = new ArrayList<>();
      for (String split : List.of(TokenArtifact.TRAIN, TokenArtifact.EVAL, TokenArtifact.INTERP)) {
        TokenSplitWriter writer = new TokenSplitWriter(store.blobs(), split, contextLength);
        TokenSplit.open(store.blobs(), tokens, split)
            .forEachBatch(
                BATCH_WINDOWS,
                (first, tokenIds, documents) -> {
                  for (int i = 0; i < tokenIds.length; i++) {
                    writer.append(
                        shuffle.shuffled(
                            split, first + i, tokenIds[i], documents[i], documentStart),
                        documents[i]);
                  }
                });
        writers.add(writer);
      }
      TokenArtifact.commit(store, request, writers);
    }
    return request.id();
  }

  private static ArtifactRequest request(
      TokenShuffle shuffle, ArtifactId tokensId, int contextLength, OptionalInt documentStart) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("contextLength", (long) contextLength);
    documentStart.ifPresent(token -> configuration.put("documentStart", (long) token));
    configuration.put("rootSeed", shuffle.rootSeed());
    configuration.put("stream", shuffle.stream());
    return new ArtifactRequest(
        TokenArtifact.KIND,
        TokenArtifact.FORMAT_VERSION,
        configuration,
        Map.of("tokens", tokensId));
  }
}
