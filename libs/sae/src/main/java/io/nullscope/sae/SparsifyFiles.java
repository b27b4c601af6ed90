package io.nullscope.sae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * The {@code cfg.json} of EleutherAI sparsify: the fields of its configuration and {@code d_in}.
 * Unknown fields are ignored, as sparsify does.
 */
final class SparsifyFiles {

  private SparsifyFiles() {}

  static ObjectNode describe(SaeConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("activation", "topk");
    // num_latents decides; the factor is for readers that only know this field.
    json.put("expansion_factor", Math.max(1, config.latents() / config.width()));
    json.put("normalize_decoder", true);
    json.put("num_latents", config.latents());
    json.put("k", config.k());
    json.put("multi_topk", false);
    json.put("skip_connection", false);
    json.put("transcode", false);
    json.put("d_in", config.width());
    return json;
  }

  static SaeConfig config(Path file, JsonNode json) {
    // Old files have no activation field: they are all topk.
    String activation = json.path("activation").asText("topk");
    refuse(file, !activation.equals("topk"), "activation \"" + activation + "\"");
    refuse(file, json.path("skip_connection").asBoolean(false), "skip_connection");
    refuse(file, json.path("transcode").asBoolean(false), "transcode");
    refuse(file, json.path("signed").asBoolean(false), "signed");
    int width = SaeLayout.positive(file, json, "d_in");
    int latents =
        json.path("num_latents").asInt(0) > 0
            ? SaeLayout.positive(file, json, "num_latents")
            : Math.multiplyExact(width, SaeLayout.positive(file, json, "expansion_factor"));
    return SaeConfig.topK(width, latents, SaeLayout.positive(file, json, "k"));
  }

  private static void refuse(Path file, boolean unsupported, String what) {
    if (unsupported) {
      throw new SaeFormatException(
          file.toString(),
          "uses " + what + ", which is not supported; only plain TopK autoencoders are");
    }
  }
}
