package io.nullscope.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void keepsTheOrderOfKeysAndPutsPlainListsOnOneLine() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("b", 1L);
    tree.put("a", List.of(List.of(0.5, 1.0), List.of(0.1, 2.0)));
    tree.put("empty", List.of());
    tree.put("nothing", Map.of());
    assertThat(JsonText.pretty(tree))
        .isEqualTo(
            """
            {
              "b": 1,
              "a": [
                [0.5, 1],
                [0.1, 2]
              ],
              "empty": [],
              "nothing": {}
            }
            """);
  }

  @Test
  void whatJsonCannotSayIsNull() {
    assertThat(JsonText.pretty(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, null)))
        .isEqualTo("[null, null, null]\n");
  }

  @Test
  void nothingInAScriptElementCanEndIt() throws IOException {
    String nasty = "</script><!--<script>&\u2028\u2029\"\\";
    String json = JsonText.forScript(Map.of(nasty, List.of(nasty)));
    assertThat(json).doesNotContain("<").doesNotContain(">").doesNotContain("&");
    assertThat(json).doesNotContain("\u2028").doesNotContain("\u2029").doesNotContain("\n");
    assertThat(new ObjectMapper().readTree(json).get(nasty).get(0).asText()).isEqualTo(nasty);
  }
}
