package io.nullscope.study;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One configuration of sparse autoencoders; a study has one or several. Exactly one of {@code
 * latents} and {@code expansion} is present.
 *
 * @param name what cells, steps and results call it; lower-case letters, digits and hyphens
 * @param latents number of latents F
 * @param expansion F as a multiple of the model's width D
 * @param nullOf the configuration that this one is a null of; present exactly when something is
 *     frozen
 * @param seeds one SAE is trained for each
 */
public record SaeSpec(
    String name,
    ArchitectureSpec architecture,
    OptionalInt latents,
    OptionalInt expansion,
    Frozen frozen,
    Optional<String> nullOf,
    DecoderBias decoderBias,
    Precision precision,
    List<Long> seeds,
    TrainingSpec training) {
  public static final int DEFAULT_EXPANSION = 64;
  static final int MAX_NAME = 40;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1," + MAX_NAME + "}");

  public SaeSpec {
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(frozen, "frozen");
    Objects.requireNonNull(nullOf, "nullOf");
    Objects.requireNonNull(decoderBias, "decoderBias");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(training, "training");
    if (!isName(name)) {
      throw new IllegalArgumentException("'" + name + "' is not a name of an SAE configuration");
    }
    if (latents.isPresent() == expansion.isPresent()) {
      throw new IllegalArgumentException("give exactly one of sae.latents and sae.expansion");
    }
    Require.atLeast(1, latents.orElse(1), "sae.latents");
    Require.atLeast(1, expansion.orElse(1), "sae.expansion");
    if (architecture.activeLatents().orElse(1) > latents.orElse(Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "sae.k must be at most sae.latents, but is " + architecture.activeLatents().getAsInt());
    }
    if (nullOf.isPresent() == (frozen == Frozen.NONE)) {
      throw new IllegalArgumentException("sae.nullOf goes with sae.frozen");
    }
    seeds = Require.distinct(seeds, "sae.seeds");
    seeds.forEach(seed -> Require.atLeast(0, seed, "sae.seeds"));
  }

  /** True for what may be the name of a configuration. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * The number of latents F for a model of this width D.
   *
   * @throws StudyMismatchException when F is smaller than k, too large, or not the last of the
   *     prefixes
   */
  public int latentsFor(int width) {
    long count = latents.isPresent() ? latents.getAsInt() : (long) expansion.getAsInt() * width;
    String size =
        "configuration '%s': %s is %d latents"
            .formatted(
                name,
                latents.isPresent()
                    ? "sae.latents"
                    : "sae.expansion %d times the model's width %d"
                        .formatted(expansion.getAsInt(), width),
                count);
    if (count > SpecLimits.LATENTS) {
      throw new StudyMismatchException(
          "TOO_MANY_LATENTS",
          SaeSchema.KEY,
          size,
          "at most " + SpecLimits.LATENTS + " are possible");
    }
    int k = architecture.activeLatents().orElse(1);
    if (count < k) {
      throw new StudyMismatchException(
          "TOO_FEW_LATENTS",
          SaeSchema.KEY,
          "%s, but k asks for %d active ones".formatted(size, k),
          "lower sae.k or raise " + (latents.isPresent() ? "sae.latents" : "sae.expansion"));
    }
    if (architecture instanceof ArchitectureSpec.Matryoshka matryoshka
        && !matryoshka.prefixes().isEmpty()
        && matryoshka.prefixes().get(matryoshka.prefixes().size() - 1) != count) {
      throw new StudyMismatchException(
          "PREFIXES_MISMATCH",
          SaeSchema.KEY,
          "%s, but sae.prefixes is %s".formatted(size, matryoshka.prefixes()),
          "let the last prefix be the number of latents, or remove sae.prefixes");
    }
    return (int) count;
  }

  /** True when something is frozen, so that the configuration is a null of another one. */
  public boolean isNull() {
    return frozen != Frozen.NONE;
  }

  /** True when architecture, its options and size are those of the other. */
  boolean sameShape(SaeSpec other) {
    return architecture.equals(other.architecture)
        && latents.equals(other.latents)
        && expansion.equals(other.expansion);
  }

  SaeSpec asNull(Frozen part, String trained) {
    return new SaeSpec(
        name,
        architecture,
        latents,
        expansion,
        part,
        Optional.of(trained),
        decoderBias,
        precision,
        seeds,
        training);
  }
}
