package io.nullscope.artifacts.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both 16-bit formats against an oracle that decodes by the formula and rounds by comparing with
 * both neighbours.
 */
class HalfPrecisionTest {

  private static final int FLOAT16_FRACTION_BITS = 10;
  private static final int BFLOAT16_FRACTION_BITS = 7;

  @Test
  void decodesEveryFloat16() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      assertSame(decode(bits, FLOAT16_FRACTION_BITS), Float16.toFloat((short) bits), bits);
    }
  }

  @Test
  void decodesEveryBFloat16() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      assertSame(decode(bits, BFLOAT16_FRACTION_BITS), BFloat16.toFloat((short) bits), bits);
    }
  }

  @Test
  void encodesEveryValueThatIsExact() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      if (!Double.isNaN(decode(bits, FLOAT16_FRACTION_BITS))) {
        assertThat(Float16.fromFloat(Float16.toFloat((short) bits))).isEqualTo((short) bits);
      }
      if (!Double.isNaN(decode(bits, BFLOAT16_FRACTION_BITS))) {
        assertThat(BFloat16.fromFloat(BFloat16.toFloat((short) bits))).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void roundsToNearestWithTiesToEven() {
    Random random = new Random(11);
    for (int i = 0; i < 300_000; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      // Most floats are out of float16's range; these are not.
      float small = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 27));
      for (float value : new float[] {any, small}) {
        if (!Float.isNaN(value)) {
          checkFloat16(value);
          checkBFloat16(value);
        }
      }
    }
  }

  @Test
  void roundsMidpointsAndTheirNeighboursRight() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      double middle = (decode(bits, 10) + decodeNext(bits, 10)) / 2;
      for (float value : around((float) middle)) {
        checkFloat16(value);
        checkFloat16(-value);
      }
    }
    for (int bits = 0; bits < 0x7f80; bits++) {
      double middle = (decode(bits, 7) + decodeNext(bits, 7)) / 2;
      for (float value : around((float) middle)) {
        checkBFloat16(value);
        checkBFloat16(-value);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Infinity, 7c00, 7f80",
    "-Infinity, fc00, ff80",
    "0.0, 0000, 0000",
    "-0.0, 8000, 8000",
    "1.0, 3c00, 3f80",
    "65504, 7bff, 4780",
    "65519.996, 7bff, 4780",
    "65520, 7c00, 4780",
    "3.4028235e38, 7c00, 7f80",
    "5.9604645e-8, 0001, 3380",
    "2.9802322e-8, 0000, 3300",
    "2.9802326e-8, 0001, 3300",
    "6.1035156e-5, 0400, 3880",
    "1.4e-45, 0000, 0000"
  })
  void encodesTheCorners(float value, String float16, String bfloat16) {
    assertThat(hex(Float16.fromFloat(value))).isEqualTo(float16);
    assertThat(hex(BFloat16.fromFloat(value))).isEqualTo(bfloat16);
  }

  @Test
  void keepsNotANumber() {
    for (int bits : new int[] {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, -1}) {
      float value = Float.intBitsToFloat(bits);
      boolean negative = bits < 0;

      short half = Float16.fromFloat(value);
      short bfloat = BFloat16.fromFloat(value);

      assertThat(Float16.toFloat(half)).isNaN();
      assertThat(BFloat16.toFloat(bfloat)).isNaN();
      assertThat(half < 0).isEqualTo(negative);
      assertThat(bfloat < 0).isEqualTo(negative);
    }
  }

  private static void checkFloat16(float value) {
    assertThat(Float16.fromFloat(value))
        .as("float16 of %s", value)
        .isEqualTo(encode(value, FLOAT16_FRACTION_BITS));
  }

  private static void checkBFloat16(float value) {
    assertThat(BFloat16.fromFloat(value))
        .as("bfloat16 of %s", value)
        .isEqualTo(encode(value, BFLOAT16_FRACTION_BITS));
  }

  private static float[] around(float value) {
    return new float[] {Math.nextDown(value), value, Math.nextUp(value)};
  }

  /** (-1)^s · 2^(e - bias) · 1.f, or (-1)^s · 2^(1 - bias) · 0.f for e = 0. */
  private static double decode(int bits, int fractionBits) {
    int exponentBits = 15 - fractionBits;
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = (bits & 0x7fff) >> fractionBits;
    double fraction = (bits & (1 << fractionBits) - 1) / Math.pow(2, fractionBits);
    double sign = bits > 0x7fff ? -1 : 1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.pow(2, 1 - bias) * fraction
        : sign * Math.pow(2, exponent - bias) * (1 + fraction);
  }

  /** The next larger magnitude; for the largest one, the value that the next one would have. */
  private static double decodeNext(int bits, int fractionBits) {
    double next = decode(bits + 1, fractionBits);
    return Double.isInfinite(next)
        ? 2 * decode(bits, fractionBits) - decode(bits - 1, fractionBits)
        : next;
  }

  /**
   * Bisects for the neighbours of the magnitude and takes the nearer one, the even one in a tie.
   */
  private static short encode(float value, int fractionBits) {
    int infinity = (1 << (15 - fractionBits)) - 1 << fractionBits;
    double magnitude = Math.abs((double) value);
    int sign = 1 / value < 0 || value < 0 ? 0x8000 : 0;
    int low = 0;
    int high = infinity;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (decode(middle, fractionBits) <= magnitude) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = magnitude - decode(low, fractionBits);
    double above = decodeNext(low, fractionBits) - magnitude;
    int nearest = below < above || below == above && low % 2 == 0 ? low : high;
    return (short) (sign | nearest);
  }

  /** Boxed, so that NaN equals NaN and zeros of different sign differ. */
  private static void assertSame(double expected, float actual, int bits) {
    assertThat(Double.valueOf(actual)).as("bits %04x", bits).isEqualTo(Double.valueOf(expected));
  }

  private static String hex(short bits) {
    return "%04x".formatted(bits & 0xffff);
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0x7f800000, 0x7f7fffff",
    "F32, 0xff800000, 0xff7fffff",
    "F32, 0x7f800001, 0x00000001",
    "F16, 0x7c00, 0x7bff",
    "F16, 0xfe01, 0xfbff",
    "BF16, 0x7f80, 0x7f7f",
    "BF16, 0xffc0, 0x8001",
    "F64, 0x47f0000000000000, 0x47efffffe0000000",
    "F64, 0x7ff8000000000000, 0x0000000000000001"
  })
  void findsTheFirstValueThatIsNotFinite(DType dtype, String bad, String good) {
    long[] bits = {
      Long.parseUnsignedLong(good.substring(2), 16), Long.parseUnsignedLong(bad.substring(2), 16)
    };
    ByteBuffer values = ByteBuffer.allocate(5 * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 5; i++) {
      long value = bits[i == 3 ? 1 : 0];
      for (int at = 0; at < dtype.bytes(); at++) {
        values.put((byte) (value >>> (8 * at)));
      }
    }
    values.flip();

    assertThat(FloatValues.firstNotFinite(dtype, values)).isEqualTo(3);
    assertThat(FloatValues.firstNotFinite(dtype, values.slice(0, 3 * dtype.bytes()))).isEqualTo(-1);
    assertThat(values.position()).isZero();
  }
}
