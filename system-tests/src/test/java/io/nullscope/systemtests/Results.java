package io.nullscope.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code results.json} of one run. */
record Results(JsonNode root, String text) {

  static Results read(Path out) throws IOException {
    byte[] bytes = Files.readAllBytes(out.resolve("results.json"));
    return new Results(
        new ObjectMapper().readTree(bytes), new String(bytes, StandardCharsets.UTF_8));
  }

  String state() {
    return root.path("state").asText();
  }

  /**
   * The text of {@code cells} as it stands in the file, from its opening bracket to the next
   * member.
   */
  String cellBytes() {
    int from = text.indexOf("\"cells\"");
    int to = text.indexOf("\"verdicts\"");
    if (from < 0 || to < from) {
      throw new IllegalStateException("results.json has no cells followed by verdicts");
    }
    return text.substring(from, to);
  }

  JsonNode cell(String variant, String hookPoint) {
    for (JsonNode cell : root.path("cells")) {
      if (cell.path("variant").asText().equals(variant)
          && cell.path("hookPoint").asText().equals(hookPoint)) {
        return cell;
      }
    }
    throw new IllegalArgumentException("results.json has no cell " + variant + " " + hookPoint);
  }

  double metric(String variant, String hookPoint, String metric) {
    return cell(variant, hookPoint).path("metrics").path(metric).path("value").asDouble(Double.NaN);
  }
}
