package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  /** The number samples of RFC 8785, appendix B, as bits of the double; and some more. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000,0",
    "8000000000000000,0",
    "0000000000000001,5e-324",
    "8000000000000001,-5e-324",
    "7fefffffffffffff,1.7976931348623157e+308",
    "ffefffffffffffff,-1.7976931348623157e+308",
    "4340000000000000,9007199254740992",
    "c340000000000000,-9007199254740992",
    "4430000000000000,295147905179352830000",
    "44b52d02c7e14af5,9.999999999999997e+22",
    "44b52d02c7e14af6,1e+23",
    "44b52d02c7e14af7,1.0000000000000001e+23",
    "444b1ae4d6e2ef4e,999999999999999700000",
    "444b1ae4d6e2ef4f,999999999999999900000",
    "444b1ae4d6e2ef50,1e+21",
    "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d,0.000001",
    "41b3de4355555553,333333333.3333332",
    "41b3de4355555554,333333333.33333325",
    "41b3de4355555555,333333333.3333333",
    "41b3de4355555556,333333333.3333334",
    "41b3de4355555557,333333333.33333343",
    "becbf647612f3696,-0.0000033333333333333333",
    "43143ff3c1cb0959,1424953923781206.2",
    "3fb999999999999a,0.1",
    "3ff8000000000000,1.5",
  })
  void writesNumbersAsTheStandardSays(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(CanonicalJson.write(value)).isEqualTo(text);
  }

  @Test
  void everyDoubleReadsBack() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(CanonicalJson.write(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void oneSpellingForEachNumber() {
    assertThat(Arrays.asList(1, 1L, 1.0, 1.0f, (short) 1, (byte) 1))
        .allSatisfy(one -> assertThat(CanonicalJson.write(one)).isEqualTo("1"));
    assertThat(CanonicalJson.write(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(CanonicalJson.write(0.5f)).isEqualTo("0.5");
  }

  @Test
  void sortsKeysByCodeUnits() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("\ufb33", 2);
    map.put("\ud83d\ude00", 3);
    map.put("B", 4);
    map.put("a", Map.of());
    map.put("", null);

    assertThat(CanonicalJson.write(map))
        .isEqualTo("{\"\":null,\"B\":4,\"a\":{},\"b\":1,\"\ud83d\ude00\":3,\"\ufb33\":2}");
  }

  @Test
  void escapesOnlyWhatMustBe() {
    assertThat(CanonicalJson.write("\u20ac$\u000f\nA'B\"\\\\\"/\u007f\t\b\f\r"))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\\t\\b\\f\\r\"");
  }

  @Test
  void writesNestedValues() {
    assertThat(CanonicalJson.write(List.of(List.of(), true, false, Map.of("x", List.of(1, "2")))))
        .isEqualTo("[[],true,false,{\"x\":[1,\"2\"]}]");
  }

  @Test
  void refusesWhatJsonCannotHold() {
    for (Object value :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            new BigDecimal("1"),
            new Object(),
            'c',
            Map.of(1, 2))) {
      assertThatThrownBy(() -> CanonicalJson.write(List.of(value)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
