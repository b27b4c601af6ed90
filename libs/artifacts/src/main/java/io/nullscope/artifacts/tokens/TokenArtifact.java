package io.nullscope.artifacts.tokens;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Manifest;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Names of the artifact that holds token windows. */
public final class TokenArtifact {

  public static final String KIND = "tokens";

  /**
   * 2: the start token is the tokenizer's, a CR at the end of a line is no text, half a surrogate
   * pair is one U+FFFD.
   */
  public static final int FORMAT_VERSION = 2;

  /** Windows that SAEs are trained on. */
  public static final String TRAIN = "train";

  /** Windows for reconstruction metrics and cross-entropies. */
  public static final String EVAL = "eval";

  /** Windows in which latents are explained and judged. */
  public static final String INTERP = "interp";

  static final String INPUT_IDS = "input_ids";
  static final String DOCUMENT_IDS = "document_ids";

  private TokenArtifact() {}

  /** S, tokens in a window. */
  public static int contextLength(Manifest tokens) {
    Map<?, ?> configuration = (Map<?, ?>) tokens.request().get("configuration");
    return Math.toIntExact(((Number) configuration.get("contextLength")).longValue());
  }

  /** Windows of a split. */
  public static long windows(Manifest tokens, String split) {
    return ((Number) ((Map<?, ?>) tokens.attributes().get("windows")).get(split)).longValue();
  }

  static String fileName(String split, int index) {
    return "%s/%05d.safetensors".formatted(split, index);
  }

  /** Stores the last shard of each split and the manifest. */
  public static Manifest commit(
      ArtifactStore store, ArtifactRequest request, Collection<TokenSplitWriter> splits) {
    Map<String, BlobRef> files = new TreeMap<>();
    Map<String, Object> windows = new TreeMap<>();
    for (TokenSplitWriter split : splits) {
      files.putAll(split.finish());
      windows.put(split.name(), split.windows());
    }
    return store.commit(request, files, Map.of("windows", windows));
  }
}
