package io.nullscope.trainer.application;

import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;

/**
 * The random numbers of one SAE seed: its initial encoder and its order of rows. They depend on the
 * seed alone, so that variants are compared with the same draw.
 */
record SaeStreams(Seed seed, long saeSeed) {

  void fillInitial(long from, float[] target) {
    RandomStream stream = seed.stream("sae/" + saeSeed + "/encoder");
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) stream.uniform(from + i);
    }
  }

  int[] permutation(long epoch, int part, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    seed.stream("sae/" + saeSeed + "/order/" + epoch + "/" + part).sequence().shuffle(order);
    return order;
  }
}
