package io.nullscope.trainer.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.ExcludedToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Special tokens as the store knows them: the token that begins each document from the tokens, the
 * token that ends a text from the model's {@code config.json}.
 */
record StoredSpecialTokens(ArtifactStore store, ArtifactId tokensId, ArtifactId variantId)
    implements SpecialTokens {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "config.json";
  private static final String END = "eos_token_id";

  @Override
  public int id(ExcludedToken.Special token) {
    return switch (token) {
      case BOS -> documentStart();
      case EOS -> textEnd();
    };
  }

  private int documentStart() {
    Map<?, ?> configuration =
        (Map<?, ?>) store.require(TokenArtifact.KIND, tokensId).request().get("configuration");
    if (!configuration.containsKey("documentStart")) {
      throw new RejectedException(
          "NO_SUCH_TOKEN",
          "sae.excludeTokens: documents begin without a start token (corpus.startToken); remove bos, or give a token's id");
    }
    return Math.toIntExact((Long) configuration.get("documentStart"));
  }

  private int textEnd() {
    Manifest variant = store.require("variant", variantId);
    try {
      JsonNode id = JSON.readTree(store.blobs().read(variant.file(CONFIG))).path(END);
      if (id.isInt() && id.asInt() >= 0) {
        return id.asInt();
      }
      throw new RejectedException(
          "NO_SUCH_TOKEN",
          "sae.excludeTokens: the model's config.json has %s for %s; give the token's id instead of eos"
              .formatted(id.isMissingNode() ? "nothing" : id, END));
    } catch (IOException e) {
      throw new UncheckedIOException("reading config.json of variant " + variantId, e);
    }
  }
}
