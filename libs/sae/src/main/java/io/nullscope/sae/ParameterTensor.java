package io.nullscope.sae;

import java.util.List;

/**
 * One tensor of an architecture.
 *
 * @param name in memory and in checkpoints; sparsify's where it has one
 * @param part what it belongs to
 * @param shape in F and D
 */
record ParameterTensor(String name, Part part, long... shape) {

  static final String ENCODER_WEIGHT = "encoder.weight";
  static final String ENCODER_BIAS = "encoder.bias";
  static final String DECODER_WEIGHT = "W_dec";
  static final String DECODER_BIAS = "b_dec";
  static final String THRESHOLD = "threshold";
  static final String GATE_BIAS = "b_gate";
  static final String MAGNITUDE_SCALE = "r_mag";
  static final String MAGNITUDE_BIAS = "b_mag";

  /** What a tensor belongs to; decides whether it learns. */
  enum Part {
    /** Learns unless the encoder is frozen. */
    ENCODER,
    /** Learns unless the decoder is frozen. */
    DECODER,
    /** Never random: learns unless everything is frozen. */
    CENTRE,
    /** Measured, not learned by gradients. */
    STATISTIC
  }

  /**
   * The tensors of an architecture. The first four always are encoder weight {@code [F, D]}, its
   * bias {@code [F]}, decoder weight {@code [F, D]} and decoder bias {@code [D]}.
   */
  static List<ParameterTensor> of(SaeConfig config) {
    long latents = config.latents();
    long width = config.width();
    Architecture architecture = config.architecture();
    boolean gated = architecture instanceof Architecture.Gated;
    ParameterTensor encoder = new ParameterTensor(ENCODER_WEIGHT, Part.ENCODER, latents, width);
    ParameterTensor bias =
        new ParameterTensor(gated ? GATE_BIAS : ENCODER_BIAS, Part.ENCODER, latents);
    ParameterTensor decoder = new ParameterTensor(DECODER_WEIGHT, Part.DECODER, latents, width);
    ParameterTensor centre = new ParameterTensor(DECODER_BIAS, Part.CENTRE, width);
    if (gated) {
      return List.of(
          encoder,
          bias,
          decoder,
          centre,
          new ParameterTensor(MAGNITUDE_SCALE, Part.ENCODER, latents),
          new ParameterTensor(MAGNITUDE_BIAS, Part.ENCODER, latents));
    }
    if (architecture instanceof Architecture.JumpRelu) {
      return List.of(
          encoder, bias, decoder, centre, new ParameterTensor(THRESHOLD, Part.ENCODER, latents));
    }
    if (architecture instanceof Architecture.BatchTopK
        || architecture instanceof Architecture.Matryoshka) {
      return List.of(
          encoder, bias, decoder, centre, new ParameterTensor(THRESHOLD, Part.STATISTIC, 1));
    }
    return List.of(encoder, bias, decoder, centre);
  }
}
