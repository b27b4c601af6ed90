package io.nullscope.autointerp.domain;

/** The latents of one SAE that write in a similar direction. */
@FunctionalInterface
public interface DecoderNeighbours {

  /**
   * Finds neighbours by the cosine of decoder rows.
   *
   * @param latents latents of the SAE
   * @param count neighbours wanted
   * @return for each latent the {@code count} other latents (fewer when the SAE has fewer) with the
   *     largest cosine, nearest first, ties by index
   */
  int[][] of(int[] latents, int count);
}
