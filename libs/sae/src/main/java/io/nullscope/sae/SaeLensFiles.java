package io.nullscope.sae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of what sparsify cannot hold, with the names and orientations of SAELens:
 *
 * <pre>
 * W_enc [D, F]   W_dec [F, D]   b_enc [F]   b_dec [D]
 * batchtopk, matryoshka_batchtopk   threshold [1]
 * jumprelu                          threshold [F]
 * gated                             r_mag, b_mag, b_gate [F] and no b_enc
 * standard                          ReLU
 * cfg.json   architecture, d_in, d_sae, dtype, apply_b_dec_to_input, normalize_activations, and the
 *            settings of the architecture
 * </pre>
 *
 * <p>SAELens itself calls the weights {@code sae_weights.safetensors} and stores a BatchTopK
 * autoencoder as JumpReLU with the threshold repeated F times.
 */
final class SaeLensFiles {

  private static final String KNOWN =
      "standard, gated, jumprelu, batchtopk, matryoshka_batchtopk; topk is read in sparsify's"
          + " layout";

  private SaeLensFiles() {}

  static String name(String parameter) {
    return switch (parameter) {
      case ParameterTensor.ENCODER_WEIGHT -> "W_enc";
      case ParameterTensor.ENCODER_BIAS -> "b_enc";
      default -> parameter;
    };
  }

  static ObjectNode describe(SaeConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("architecture", architectureName(config.architecture()));
    json.put("d_in", config.width());
    json.put("d_sae", config.latents());
    json.put("dtype", "float32");
    json.put("apply_b_dec_to_input", true);
    json.put("normalize_activations", "none");
    if (config.architecture() instanceof Architecture.Selecting selecting) {
      json.put("k", selecting.k());
    }
    if (config.architecture() instanceof Architecture.Matryoshka matryoshka) {
      ArrayNode widths = json.putArray("matryoshka_widths");
      matryoshka.prefixes().forEach(widths::add);
    } else if (config.architecture() instanceof Architecture.JumpRelu jumpRelu) {
      json.put("l0_coefficient", jumpRelu.l0Coefficient());
      json.put("jumprelu_bandwidth", jumpRelu.bandwidth());
    } else if (config.architecture() instanceof Architecture.Gated gated) {
      json.put("l1_coefficient", gated.l1Coefficient());
    } else if (config.architecture() instanceof Architecture.Relu relu) {
      json.put("l1_coefficient", relu.l1Coefficient());
    }
    return json;
  }

  private static String architectureName(Architecture architecture) {
    if (architecture instanceof Architecture.Relu) {
      return "standard";
    }
    return architecture instanceof Architecture.Matryoshka
        ? "matryoshka_batchtopk"
        : architecture.id();
  }

  static SaeConfig config(Path file, JsonNode json) {
    require(file, json, "apply_b_dec_to_input", "true");
    require(file, json, "normalize_activations", "none");
    int width = SaeLayout.positive(file, json, "d_in");
    int latents = SaeLayout.positive(file, json, "d_sae");
    String name = json.path("architecture").asText();
    Architecture architecture =
        switch (name) {
          case "standard" -> new Architecture.Relu(SaeLayout.number(file, json, "l1_coefficient"));
          case "gated" -> new Architecture.Gated(SaeLayout.number(file, json, "l1_coefficient"));
          case "jumprelu" ->
              new Architecture.JumpRelu(
                  SaeLayout.number(file, json, "l0_coefficient"),
                  SaeLayout.number(file, json, "jumprelu_bandwidth"));
          case "batchtopk" -> new Architecture.BatchTopK(SaeLayout.positive(file, json, "k"));
          case "matryoshka_batchtopk" ->
              new Architecture.Matryoshka(
                  SaeLayout.positive(file, json, "k"), prefixes(file, json));
          default ->
              throw new SaeFormatException(
                  file.toString(),
                  "\"architecture\" is \"" + name + "\", which is not known; known are " + KNOWN);
        };
    return new SaeConfig(architecture, width, latents);
  }

  private static List<Integer> prefixes(Path file, JsonNode json) {
    JsonNode widths = json.path("matryoshka_widths");
    List<Integer> prefixes = new ArrayList<>();
    for (JsonNode prefix : widths) {
      if (!prefix.isIntegralNumber() || !prefix.canConvertToInt()) {
        throw new SaeFormatException(
            file.toString(),
            SaeLayout.fieldIs("matryoshka_widths", widths) + "; whole numbers are needed");
      }
      prefixes.add(prefix.intValue());
    }
    return prefixes;
  }

  /** Settings that would change the function; what is absent has the value that we need. */
  private static void require(Path file, JsonNode json, String field, String value) {
    JsonNode actual = json.path(field);
    if (!actual.isMissingNode() && !actual.asText().equals(value)) {
      throw new SaeFormatException(
          file.toString(),
          SaeLayout.fieldIs(field, actual) + ", which is not supported; only " + value + " is");
    }
  }
}
