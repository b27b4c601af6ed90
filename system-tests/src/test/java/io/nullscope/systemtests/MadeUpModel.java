package io.nullscope.systemtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small GPT-NeoX model with random weights, a tokenizer of single bytes, and a corpus of made-up
 * sentences: everything that a study needs, made in a second.
 */
final class MadeUpModel {

  static final int LAYERS = 2;
  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int VOCABULARY = 257;
  private static final int DOCUMENT_START = 256;

  private static final String[] WORDS = {
    "red", "blue", "cat", "dog", "runs", "sleeps", "under", "over", "the", "a", "small", "big",
    "tree", "house", "and", "then"
  };

  private MadeUpModel() {}

  /** Writes config.json, tokenizer.json and model.safetensors. */
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "gpt_neox", "hidden_size": %d, "num_attention_heads": %d, "num_hidden_layers": %d,
         "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": 128, "rotary_pct": 0.25,
         "rotary_emb_base": 10000, "layer_norm_eps": 1e-5, "hidden_act": "gelu", "use_parallel_residual": true,
         "tie_word_embeddings": false, "bos_token_id": %d, "eos_token_id": %d}
        """
            .formatted(
                WIDTH, HEADS, LAYERS, 4 * WIDTH, VOCABULARY, DOCUMENT_START, DOCUMENT_START));
    writeTokenizer(folder.resolve("tokenizer.json"));
    writeWeights(folder.resolve("model.safetensors"));
    return folder;
  }

  /** Writes a JSONL corpus of about {@code documents} × 120 tokens. */
  static Path writeCorpus(Path file, int documents) throws IOException {
    Random random = new Random(7);
    ObjectMapper json = new ObjectMapper();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < documents; i++) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 24; word++) {
          text.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        out.write(json.writeValueAsString(Map.of("text", text.append('.').toString())));
        out.newLine();
      }
    }
    return file;
  }

  private static void beginsTexts(ObjectNode template) {
    template.put("type", "TemplateProcessing");
    for (String form : List.of("single", "pair")) {
      ArrayNode pieces = template.putArray(form);
      pieces.addObject().putObject("SpecialToken").put("id", "<|start|>").put("type_id", 0);
      pieces.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      if (form.equals("pair")) {
        pieces.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
      }
    }
    ObjectNode start = template.putObject("special_tokens").putObject("<|start|>");
    start.put("id", "<|start|>").putArray("ids").add(DOCUMENT_START);
    start.putArray("tokens").add("<|start|>");
  }

  private static void writeTokenizer(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("version", "1.0");
    root.putArray("added_tokens")
        .addObject()
        .put("id", DOCUMENT_START)
        .put("content", "<|start|>")
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
    root.putNull("normalizer");
    root.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    beginsTexts(root.putObject("post_processor"));
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    List<String> characters = byteCharacters();
    for (int id = 0; id < characters.size(); id++) {
      vocabulary.put(characters.get(id), id);
    }
    model.putArray("merges");
    json.writeValue(file.toFile(), root);
  }

  /** GPT-2's printable stand-ins for the 256 bytes, in the order of its vocabulary. */
  private static List<String> byteCharacters() {
    List<String> characters = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      characters.add(new String(Character.toChars(printable ? b : next++)));
    }
    return characters;
  }

  private static void writeWeights(Path file) throws IOException {
    TreeMap<String, long[]> shapes = new TreeMap<>();
    long d = WIDTH;
    shapes.put("gpt_neox.embed_in.weight", new long[] {VOCABULARY, d});
    shapes.put("embed_out.weight", new long[] {VOCABULARY, d});
    shapes.put("gpt_neox.final_layer_norm.weight", new long[] {d});
    shapes.put("gpt_neox.final_layer_norm.bias", new long[] {d});
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "gpt_neox.layers." + layer + ".";
      for (String norm : List.of("input_layernorm", "post_attention_layernorm")) {
        shapes.put(block + norm + ".weight", new long[] {d});
        shapes.put(block + norm + ".bias", new long[] {d});
      }
      linear(shapes, block + "attention.query_key_value", 3 * d, d);
      linear(shapes, block + "attention.dense", d, d);
      linear(shapes, block + "mlp.dense_h_to_4h", 4 * d, d);
      linear(shapes, block + "mlp.dense_4h_to_h", d, 4 * d);
    }
    List<TensorSpec> specs =
        shapes.entrySet().stream()
            .map(e -> new TensorSpec(e.getKey(), DType.F32, e.getValue()))
            .toList();
    Random random = new Random(11);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), specs)) {
      for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
        writer.write(tensor.getKey(), values(tensor.getKey(), tensor.getValue(), random));
      }
    }
  }

  private static void linear(Map<String, long[]> shapes, String name, long rows, long columns) {
    shapes.put(name + ".weight", new long[] {rows, columns});
    shapes.put(name + ".bias", new long[] {rows});
  }

  private static float[] values(String name, long[] shape, Random random) {
    int size = 1;
    for (long axis : shape) {
      size *= (int) axis;
    }
    float[] values = new float[size];
    boolean gain = name.contains("norm") && name.endsWith("weight");
    for (int i = 0; i < size; i++) {
      values[i] = (float) (gain ? 1 + 0.1 * random.nextGaussian() : 0.15 * random.nextGaussian());
    }
    return values;
  }
}
