package io.nullscope.pretraining.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A byte-level BPE tokenizer as its vocabulary and merges; encoding is left to Hugging Face's
 * engine, which reads {@link #toJson}.
 *
 * @param tokens spelling by id: end of text, the 256 bytes, one token a merge
 * @param merges in the order in which they apply
 */
public record ByteLevelBpe(List<String> tokens, List<Merge> merges) {

  /** Begins every document; id {@value #END_OF_TEXT_ID}. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  public static final int END_OF_TEXT_ID = 0;

  public ByteLevelBpe {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** The text of some tokens; bytes that are no UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (id == END_OF_TEXT_ID) {
        bytes.writeBytes(END_OF_TEXT.getBytes(StandardCharsets.UTF_8));
      } else {
        ByteAlphabet.decode(tokens.get(id), bytes);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A {@code tokenizer.json} in the format of Hugging Face's tokenizers. */
  public String toJson() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    root.putArray("added_tokens")
        .addObject()
        .put("id", END_OF_TEXT_ID)
        .put("content", END_OF_TEXT)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
    root.putNull("normalizer");
    byteLevel(root.putObject("pre_tokenizer"), true);
    beginsTexts(root.putObject("post_processor"));
    byteLevel(root.putObject("decoder"), false);
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    ArrayNode pairs = model.putArray("merges");
    for (Merge merge : merges) {
      pairs.add(tokens.get(merge.left()) + " " + tokens.get(merge.right()));
    }
    return root.toPrettyString() + "\n";
  }

  /** The end of one text is the beginning of the next: models are trained so. */
  private static void beginsTexts(ObjectNode node) {
    node.put("type", "TemplateProcessing");
    ArrayNode single = node.putArray("single");
    piece(single, "SpecialToken", END_OF_TEXT, 0);
    piece(single, "Sequence", "A", 0);
    ArrayNode pair = node.putArray("pair");
    piece(pair, "SpecialToken", END_OF_TEXT, 0);
    piece(pair, "Sequence", "A", 0);
    piece(pair, "SpecialToken", END_OF_TEXT, 1);
    piece(pair, "Sequence", "B", 1);
    ObjectNode special = node.putObject("special_tokens").putObject(END_OF_TEXT);
    special.put("id", END_OF_TEXT);
    special.putArray("ids").add(END_OF_TEXT_ID);
    special.putArray("tokens").add(END_OF_TEXT);
  }

  private static void piece(ArrayNode pieces, String kind, String id, int type) {
    pieces.addObject().putObject(kind).put("id", id).put("type_id", type);
  }

  private static void byteLevel(ObjectNode node, boolean trimOffsets) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", trimOffsets)
        .put("use_regex", true);
  }
}
