package io.nullscope.cli.report;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.nullscope.study.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the sizes of a model from the {@code config.json} of a Hugging Face directory. */
public final class ModelShapeReader {
  private static final String GPT_2 = "gpt2";
  private static final List<String> FAMILIES =
      List.of("gpt_neox", GPT_2, "llama", "mistral", "qwen2", "qwen3");

  private ModelShapeReader() {}

  /**
   * Reads the sizes of the model in a directory.
   *
   * @throws UnknownShapeException when they cannot be found out; the message says why
   */
  public static ModelShape read(Path directory) {
    Path file = directory.resolve("config.json");
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UnknownShapeException(
          "%s cannot be read (%s). model.source must name a directory in Hugging Face layout."
              .formatted(file, Files.exists(file) ? e.getMessage() : "no such file"));
    }
  }

  /**
   * Reads the sizes from a config.json.
   *
   * @param file what to call it in messages
   * @throws UnknownShapeException when they are not in it; the message says why
   */
  public static ModelShape parse(String file, String text) {
    Struct config = struct(file, text);
    String family =
        config.getFieldsOrDefault("model_type", Value.getDefaultInstance()).getStringValue();
    if (!FAMILIES.contains(family)) {
      throw new UnknownShapeException(
          "%s: model_type is '%s', but only %s are supported."
              .formatted(file, family, String.join(", ", FAMILIES)));
    }
    boolean gpt2 = family.equals(GPT_2);
    return new ModelShape(
        family,
        number(file, config, name(config, gpt2, "n_layer", "num_hidden_layers")),
        number(file, config, name(config, gpt2, "n_embd", "hidden_size")),
        number(file, config, "vocab_size"),
        number(file, config, name(config, gpt2, "n_positions", "max_position_embeddings")));
  }

  /** GPT-2's own name, where the other one, which it has too, is not used. */
  private static String name(Struct config, boolean gpt2, String own, String usual) {
    return gpt2 && !config.containsFields(usual) ? own : usual;
  }

  private static Struct struct(String file, String text) {
    Struct.Builder config = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(text, config);
    } catch (InvalidProtocolBufferException e) {
      throw new UnknownShapeException(
          "%s is not a JSON object: %s".formatted(file, e.getMessage()));
    }
    return config.build();
  }

  private static int number(String file, Struct config, String field) {
    Value value = config.getFieldsOrDefault(field, Value.getDefaultInstance());
    double number = value.getNumberValue();
    if (!value.hasNumberValue()
        || number < 1
        || number > Integer.MAX_VALUE
        || number != Math.rint(number)) {
      throw new UnknownShapeException(
          "%s: %s must be a positive whole number.".formatted(file, field));
    }
    return (int) number;
  }
}
