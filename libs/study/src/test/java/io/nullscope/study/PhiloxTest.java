package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
  /**
   * Known answers of the authors' library Random123 (kat_vectors, philox4x32 10): key, counter,
   * output.
   */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000,00000000 00000000 00000000 00000000,6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff,ffffffff ffffffff ffffffff ffffffff,408f276d 41c83b0e a20bc7c6 6d5451fd",
    "a4093822 299f31d0,243f6a88 85a308d3 13198a2e 03707344,d16cfe09 94fdcceb 5001e420 24126ea1",
  })
  void agreesWithKnownAnswers(String key, String counter, String expected) {
    int[] k = words(key);
    int[] c = words(counter);
    long[] out = new long[3];

    Philox.block(k[0], k[1], c[0], c[1], c[2], c[3], out, 1);

    assertThat(
            "%08x %08x %08x %08x"
                .formatted((int) out[1], out[1] >>> 32, (int) out[2], out[2] >>> 32))
        .isEqualTo(expected);
    assertThat(out[0]).isZero();
  }

  private static int[] words(String hex) {
    return Arrays.stream(hex.split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }
}
