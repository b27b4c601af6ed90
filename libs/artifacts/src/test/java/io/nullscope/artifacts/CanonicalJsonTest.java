package io.nullscope.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @Test
  void sortsKeysAndLeavesNoSpace() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("b", Arrays.asList(1, null, "x", List.of()));
    tree.put("a", Map.of("z", true, "y", Map.of()));
    tree.put("B", 2L);

    assertThat(CanonicalJson.write(tree))
        .isEqualTo("{\"B\":2,\"a\":{\"y\":{},\"z\":true},\"b\":[1,null,\"x\",[]]}");
  }

  @Test
  void escapesOnlyWhatJsonDemands() {
    assertThat(CanonicalJson.write("\"\\\n\u0001 é 漢 😀 /"))
        .isEqualTo("\"\\\"\\\\\\n\\u0001 é 漢 😀 /\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, 0.0",
    "1, 1.0",
    "-2.5, -2.5",
    "0.1, 0.1",
    "100, 100.0",
    "1e20, 100000000000000000000.0",
    "1e21, 1.0e21",
    "-1.25e22, -1.25e22",
    "0.000001, 0.000001",
    "0.0000001, 1.0e-7",
    "2e-44, 2.0e-44",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "4.9E-324, 5.0e-324",
    "1.7976931348623157E308, 1.7976931348623157e308",
    "9007199254740993, 9007199254740992.0",
    "2.0e23, 2.0e23"
  })
  void writesDoublesTheSameEverywhere(double number, String expected) {
    assertThat(CanonicalJson.write(number)).isEqualTo(expected);
  }

  @Test
  void writesTheShortestDigitsThatReadBackAsTheSameDouble() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(number)) {
        continue;
      }
      String text = CanonicalJson.format(number);

      assertThat(Double.parseDouble(text)).isEqualTo(number);
      int digits = new BigDecimal(text).stripTrailingZeros().precision();
      int digitsOfJava = new BigDecimal(Double.toString(number)).stripTrailingZeros().precision();
      assertThat(digits).as(text).isLessThanOrEqualTo(digitsOfJava);
    }
  }

  @Test
  void treatsAllWholeNumberTypesAlike() {
    assertThat(CanonicalJson.write(List.of((byte) 1, (short) 1, 1, 1L))).isEqualTo("[1,1,1,1]");
    assertThat(CanonicalJson.write(List.of(0.5f, 0.5))).isEqualTo("[0.5,0.5]");
    assertThat(CanonicalJson.write(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Map<String, Object> tree =
        CanonicalJson.canonicalObject(
            Map.of(
                "whole",
                3,
                "real",
                3.0,
                "list",
                List.of(1, 2.5, "x"),
                "nested",
                Map.of("a", true)));

    byte[] json = CanonicalJson.write(tree).getBytes(UTF_8);

    assertThat(CanonicalJson.readObject(json)).isEqualTo(tree);
    assertThat(tree).containsEntry("whole", 3L).containsEntry("real", 3.0);
  }

  @Test
  void copiesDeeplyAndCannotBeChanged() {
    Map<String, Object> inner = new LinkedHashMap<>(Map.of("x", 1));
    Map<String, Object> copy = CanonicalJson.canonicalObject(Map.of("inner", inner));
    inner.put("x", 2);

    assertThat(copy).isEqualTo(Map.of("inner", Map.of("x", 1L)));
    assertThatThrownBy(() -> copy.put("y", 1)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void saysWhereSomethingIsThatJsonCannotHold() {
    assertThatThrownBy(() -> CanonicalJson.write(Map.of("a", List.of(1, Double.NaN))))
        .hasMessage("$.a[1] is NaN, which JSON cannot hold");
    assertThatThrownBy(() -> CanonicalJson.write(Map.of("a", new Object())))
        .hasMessageContaining("$.a is a java.lang.Object");
    assertThatThrownBy(() -> CanonicalJson.write(Map.of(1, 2)))
        .hasMessageContaining("$ has the key 1, which is not a string");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\":1,\"a\":2}",
        "{} {}",
        "{\"a\":1e999999999}x",
        "{a:1}",
        "nul"
      })
  void refusesWhatIsNotOneObject(String json) {
    assertThatThrownBy(() -> CanonicalJson.readObject(json.getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }
}
