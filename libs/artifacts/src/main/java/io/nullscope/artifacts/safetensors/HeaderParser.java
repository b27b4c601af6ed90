package io.nullscope.artifacts.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Parses and checks the JSON of one header. */
final class HeaderParser {

  /**
   * Root, tensor, list: a valid header is three deep; a little room is left for unknown members.
   */
  private static final int MAX_DEPTH = 16;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(SafetensorsHeader.MAX_HEADER_BYTES)
                  .build())
          .build();

  private final String file;
  private final long dataBytes;
  private final Map<String, TensorInfo> tensors = new TreeMap<>();
  private Map<String, String> metadata;

  HeaderParser(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  SafetensorsHeader parse(ByteBuffer json, long dataOffset) {
    byte[] bytes = new byte[json.remaining()];
    json.get(bytes);
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("its header is not a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        readEntry(parser);
      }
      if (parser.nextToken() != null) {
        throw malformed("something follows the JSON object in its header");
      }
    } catch (JacksonException e) {
      throw new MalformedSafetensorsException(
          file, "its header is not valid JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed", e);
    }
    checkLayout();
    return new SafetensorsHeader(tensors, metadata == null ? Map.of() : metadata, dataOffset);
  }

  private void readEntry(JsonParser parser) throws IOException {
    String name = parser.currentName();
    parser.nextToken();
    if (name.equals(SafetensorsHeader.METADATA)) {
      if (metadata != null) {
        throw malformed(SafetensorsHeader.METADATA + " appears twice");
      }
      metadata = readMetadata(parser);
    } else if (tensors.put(name, readTensor(name, parser)) != null) {
      throw malformed(name, "appears twice");
    }
  }

  private Map<String, String> readMetadata(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Map.of(); // as the reference implementation has it
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(SafetensorsHeader.METADATA + " is not an object");
    }
    Map<String, String> entries = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw malformed(SafetensorsHeader.METADATA + " entry \"" + name + "\" is not a string");
      }
      if (entries.put(name, parser.getText()) != null) {
        throw malformed(SafetensorsHeader.METADATA + " entry \"" + name + "\" appears twice");
      }
    }
    return entries;
  }

  private TensorInfo readTensor(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(name, "is not described by an object");
    }
    DType dtype = null;
    long[] shape = null;
    long[] offsets = null;
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      if (!seen.add(member)) {
        throw malformed(name, "has the member " + member + " twice");
      }
      switch (member) {
        case "dtype" -> dtype = readDType(name, parser);
        case "shape" -> shape = readSizes(name, member, parser);
        case "data_offsets" -> offsets = readSizes(name, member, parser);
        default -> parser.skipChildren();
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw malformed(name, "lacks one of dtype, shape and data_offsets");
    }
    return checked(name, dtype, shape, offsets);
  }

  private DType readDType(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(name, "has a dtype that is not a string");
    }
    String dtype = parser.getText();
    return DType.named(dtype)
        .orElseThrow(
            () ->
                malformed(
                    name,
                    "has the dtype \""
                        + dtype
                        + "\", which is not one of "
                        + List.of(DType.values())));
  }

  private long[] readSizes(String name, String member, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(name, "has a " + member + " that is not a list");
    }
    List<Long> sizes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      if (!whole || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw malformed(
            name,
            "has %s in its %s, which is not a whole number of 63 bits"
                .formatted(parser.getText(), member));
      }
      if (parser.getLongValue() < 0) {
        throw malformed(name, "has the negative number " + parser.getText() + " in its " + member);
      }
      sizes.add(parser.getLongValue());
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private TensorInfo checked(String name, DType dtype, long[] shape, long[] offsets) {
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw malformed(
          name,
          "has the data_offsets "
              + Arrays.toString(offsets)
              + ", which are not a begin and an end");
    }
    if (offsets[1] > dataBytes) {
      throw malformed(
          name,
          "ends at byte %d but only %d bytes follow the header; copy or download it again"
              .formatted(offsets[1], dataBytes));
    }
    long bytes;
    try {
      bytes = dtype.bytes(shape);
    } catch (ArithmeticException e) {
      throw malformed(name, "has the impossible shape " + Arrays.toString(shape));
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw malformed(
          name,
          "has %d bytes but %s%s needs %d"
              .formatted(offsets[1] - offsets[0], dtype, Arrays.toString(shape), bytes));
    }
    return new TensorInfo(name, dtype, shape, offsets[0], offsets[1]);
  }

  /** The tensors must follow each other without overlap or gap and fill the file. */
  private void checkLayout() {
    List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
    inOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    long expected = 0;
    for (TensorInfo tensor : inOrder) {
      if (tensor.begin() != expected) {
        throw malformed(
            tensor.name(),
            "begins at byte %d, which leaves %s with the tensor before it, which ends at %d"
                .formatted(
                    tensor.begin(), tensor.begin() < expected ? "an overlap" : "a gap", expected));
      }
      expected = tensor.end();
    }
    if (expected != dataBytes) {
      throw malformed(
          "its tensors end at byte "
              + expected
              + " of the "
              + dataBytes
              + " that follow the header");
    }
  }

  private MalformedSafetensorsException malformed(String problem) {
    return new MalformedSafetensorsException(file, problem);
  }

  private MalformedSafetensorsException malformed(String tensor, String problem) {
    return new MalformedSafetensorsException(file, "tensor \"" + tensor + "\" " + problem);
  }
}
