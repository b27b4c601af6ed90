package io.nullscope.study;

/**
 * Philox4x32-10: 128 random bits as a function of a 64-bit key and a 128-bit counter (Salmon et al.
 * 2011, "Parallel random numbers: as easy as 1, 2, 3"). Any number of a stream can be had without
 * the ones before it.
 */
final class Philox {
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Writes two 64-bit values, low word first: out[at] = words 0 and 1, out[at + 1] = words 2 and 3.
   */
  static void block(
      int key0,
      int key1,
      int counter0,
      int counter1,
      int counter2,
      int counter3,
      long[] out,
      int at) {
    long c0 = counter0 & LOW;
    long c1 = counter1 & LOW;
    long c2 = counter2 & LOW;
    long c3 = counter3 & LOW;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = M0 * c0;
      long p1 = M1 * c2;
      c0 = (p1 >>> 32) ^ c1 ^ (k0 & LOW);
      c1 = p1 & LOW;
      c2 = (p0 >>> 32) ^ c3 ^ (k1 & LOW);
      c3 = p0 & LOW;
      k0 += W0;
      k1 += W1;
    }
    out[at] = c0 | c1 << 32;
    out[at + 1] = c2 | c3 << 32;
  }
}
