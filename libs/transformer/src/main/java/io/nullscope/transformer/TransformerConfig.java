package io.nullscope.transformer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Sizes and options of a model, as its Hugging Face {@code config.json} states them. An option that
 * would change the forward pass is either implemented or refused; none is ignored.
 */
public sealed interface TransformerConfig permits GptNeoXConfig, LlamaConfig, Gpt2Config {

  /**
   * Reads a {@code config.json}.
   *
   * @param json the file's bytes, UTF-8; untrusted
   * @param source what to call the file in messages, for example its path
   * @throws InvalidModelException when a field is missing, malformed or contradicts another
   * @throws UnsupportedModelException when the family or an option is not implemented
   */
  static TransformerConfig parse(byte[] json, String source) {
    ConfigFields fields = ConfigFields.parse(json, source);
    String family = fields.text("model_type", "one of " + SUPPORTED_FAMILIES);
    return switch (family) {
      case GptNeoXConfig.FAMILY -> GptNeoXConfig.read(fields);
      case Gpt2Config.FAMILY -> Gpt2Config.read(fields);
      case "llama" -> LlamaConfig.read(fields, LlamaMember.LLAMA);
      case "mistral" -> LlamaConfig.read(fields, LlamaMember.MISTRAL);
      case "qwen2" -> LlamaConfig.read(fields, LlamaMember.QWEN2);
      case "qwen3" -> LlamaConfig.read(fields, LlamaMember.QWEN3);
      default ->
          throw fields.unsupported("model_type", family, "supported are " + SUPPORTED_FAMILIES);
    };
  }

  /**
   * The fields of a {@code config.json} that are not known to the model's family: neither those
   * that are implemented, nor those that change no number. Nothing in transformers 5.24 reads them;
   * what made the file may.
   *
   * @param json the file's bytes, UTF-8, which {@link #parse} accepts
   * @param source what to call the file in messages
   * @return their names in alphabetical order
   */
  static List<String> unknownFields(byte[] json, String source) {
    ConfigFields fields = ConfigFields.parse(json, source);
    return KnownFields.unknown(fields, fields.text("model_type", "text"));
  }

  /** Most bytes of a {@code config.json}. */
  int MAX_BYTES = 1 << 20;

  /** The values of {@code model_type} that are implemented. */
  List<String> SUPPORTED_FAMILIES =
      List.of(GptNeoXConfig.FAMILY, Gpt2Config.FAMILY, "llama", "mistral", "qwen2", "qwen3");

  /** {@code model_type}, one of {@link #SUPPORTED_FAMILIES}. */
  String family();

  /** Number of blocks L. */
  int layers();

  /** Width of the residual stream D. */
  int width();

  /** Number of attention heads H. */
  int heads();

  /** Width of one attention head. */
  int headWidth();

  /** Inner width of the MLP. */
  int feedForwardWidth();

  /** Rows of the embedding V; may be more than the tokenizer has ids. */
  int vocabularySize();

  /** Longest context the model was built for, in tokens. */
  int maxContext();

  /** Epsilon inside the square root of the norms. */
  double normEpsilon();

  /** The token that begins a text, where the configuration names one; tokenizers may differ. */
  OptionalInt bosTokenId();

  /** True: one matrix is token embedding and unembedding. */
  boolean tiedEmbeddings();

  /** Every tensor of the model in the family's parameter order, under its usual name. */
  List<ParameterSpec> parameters();
}
