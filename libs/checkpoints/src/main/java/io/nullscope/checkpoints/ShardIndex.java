package io.nullscope.checkpoints;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The index of a sharded checkpoint, {@code model.safetensors.index.json} or {@code
 * pytorch_model.bin.index.json}: {@code {"metadata": {"total_size": bytes}, "weight_map": {tensor:
 * file}}}.
 *
 * @param weightMap file name of the shard by tensor name; plain names, so none leaves the folder
 * @param totalSize bytes of all tensors, as far as the index says
 */
record ShardIndex(Map<String, String> weightMap, OptionalLong totalSize) {

  /** Some 150,000 tensors; the largest models have 60,000. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int MAX_SHARDS = 10_000;
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  ShardIndex {
    weightMap = Collections.unmodifiableMap(new TreeMap<>(weightMap));
  }

  /** File names of the shards, sorted. */
  List<String> shards() {
    return List.copyOf(new TreeSet<>(weightMap.values()));
  }

  /**
   * Reads an index.
   *
   * @throws InvalidCheckpointException when it is malformed or names a file outside its folder
   */
  static ShardIndex read(Path file) throws IOException {
    try (JsonParser parser = JSON.createParser(ModelFile.read(file, MAX_BYTES))) {
      return read(file, parser);
    } catch (JacksonException e) {
      throw new InvalidCheckpointException(
          file.toString(),
          "is not valid JSON (%s); copy or download it again".formatted(e.getOriginalMessage()),
          e);
    }
  }

  private static ShardIndex read(Path file, JsonParser parser) throws IOException {
    Map<String, String> weightMap = null;
    OptionalLong totalSize = OptionalLong.empty();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed(file, "it is not a JSON object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "weight_map" -> weightMap = weightMap(file, parser);
        case "metadata" -> totalSize = totalSize(parser);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw malformed(file, "something follows its JSON object");
    }
    if (weightMap == null || weightMap.isEmpty()) {
      throw malformed(file, "it has no weight_map, which says in which file each tensor is");
    }
    ShardIndex index = new ShardIndex(weightMap, totalSize);
    if (index.shards().size() > MAX_SHARDS) {
      throw malformed(file, "it names more than " + MAX_SHARDS + " files");
    }
    return index;
  }

  private static Map<String, String> weightMap(Path file, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(file, "weight_map is not an object");
    }
    Map<String, String> weightMap = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String tensor = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw malformed(file, "the file of tensor \"" + tensor + "\" is not a text");
      }
      String shard = parser.getText();
      if (!PLAIN_NAME.matcher(shard).matches() || shard.contains("..")) {
        throw malformed(
            file,
            "the file of tensor \"%s\" is \"%s\"; only plain names of files beside the index are read"
                .formatted(tensor, shard));
      }
      weightMap.put(tensor, shard);
    }
    return weightMap;
  }

  /**
   * Empty unless it is a number of bytes: writers disagree about what it counts, and nothing
   * depends on it. Old versions counted a boolean as an eighth of a byte, so it may have a
   * fraction.
   */
  private static OptionalLong totalSize(JsonParser parser) throws IOException {
    OptionalLong size = OptionalLong.empty();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return size;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!member.equals("total_size")) {
        parser.skipChildren();
        continue;
      }
      double bytes = value.isNumeric() ? parser.getDoubleValue() : Double.NaN;
      if (bytes >= 0 && bytes < 0x1p62) {
        size = OptionalLong.of((long) bytes);
      }
      parser.skipChildren();
    }
    return size;
  }

  private static InvalidCheckpointException malformed(Path file, String problem) {
    return new InvalidCheckpointException(
        file.toString(), "is not a valid index of shards: " + problem);
  }
}
