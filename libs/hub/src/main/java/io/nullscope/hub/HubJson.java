package io.nullscope.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The few fields that are read of the Hub's answers. */
final class HubJson {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  /** {@code {"sha": commit, "siblings": [{"rfilename": file}, …], …}}. */
  record Revision(String commit, List<String> files) {}

  private HubJson() {}

  static Revision revision(byte[] json) throws IOException {
    String commit = "";
    List<String> files = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("sha")) {
          commit = parser.getValueAsString("");
        } else if (field.equals("siblings")) {
          files = names(parser, "rfilename");
        } else {
          parser.skipChildren();
        }
      }
    }
    return new Revision(commit, files);
  }

  /** Branches and tags: {@code {"branches": [{"name": …}, …], "tags": […], …}}. */
  static List<String> references(byte[] json) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("branches") || field.equals("tags")) {
          names.addAll(names(parser, "name"));
        } else {
          parser.skipChildren();
        }
      }
    }
    return names;
  }

  /** One field of each object of an array. */
  private static List<String> names(JsonParser parser, String field) throws IOException {
    List<String> names = new ArrayList<>();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return names;
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
          names.add(parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
    return names;
  }
}
