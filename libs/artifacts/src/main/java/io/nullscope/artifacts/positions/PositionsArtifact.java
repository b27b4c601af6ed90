package io.nullscope.artifacts.positions;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.Manifest;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The artifact that says which positions count. The rule stands in its request; the positions whose
 * activations are too long lie in one file for each split and hook point, a bit a position, because
 * nobody else is to measure them again.
 */
public final class PositionsArtifact {

  public static final String KIND = "positions";
  public static final int FORMAT_VERSION = 1;

  private static final String FIRST = "first";
  private static final String SPECIAL = "specialTokens";
  private static final String LISTED = "tokens";
  private static final String MAX_NORM_MEDIANS = "maxNormMedians";
  private static final String LEFT_OUT = "leftOut";
  private static final String MEDIANS = "medianNorms";

  private PositionsArtifact() {}

  /** What leaves positions out by place and token alone: the same for every variant of a corpus. */
  public static ArtifactRequest request(PositionRule rule, ArtifactId tokensId) {
    return new ArtifactRequest(
        KIND, FORMAT_VERSION, configuration(rule), Map.of("tokens", tokensId));
  }

  /**
   * With a bound on the norm, which is about one variant and its hook points.
   *
   * @param maxNormMedians the bound, in medians
   */
  public static ArtifactRequest request(
      PositionRule rule,
      ArtifactId tokensId,
      double maxNormMedians,
      ArtifactId variantId,
      List<String> hookPoints) {
    Map<String, Object> configuration = configuration(rule);
    configuration.put(MAX_NORM_MEDIANS, maxNormMedians);
    configuration.put("hookPoints", hookPoints);
    return new ArtifactRequest(
        KIND, FORMAT_VERSION, configuration, Map.of("tokens", tokensId, "variant", variantId));
  }

  private static Map<String, Object> configuration(PositionRule rule) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put(FIRST, (long) rule.first());
    configuration.put(SPECIAL, ids(rule.specialTokens()));
    configuration.put(LISTED, ids(rule.listedTokens()));
    return configuration;
  }

  private static List<Long> ids(Set<Integer> tokens) {
    return tokens.stream().sorted().map(Integer::longValue).toList();
  }

  /** The file of a split and hook point. */
  public static String fileName(String split, String hookPoint) {
    return split + "/" + hookPoint + ".bits";
  }

  /**
   * The attributes.
   *
   * @param byRule positions of each split that the rule leaves out, by reason
   * @param byNorm further positions by "split/hook point"; empty without a bound on the norm
   * @param medianNorms median norm by hook point; empty without a bound
   */
  public static Map<String, Object> attributes(
      Map<String, Map<LeftOut, Long>> byRule,
      Map<String, Long> byNorm,
      Map<String, Double> medianNorms) {
    Map<String, Object> leftOut = new LinkedHashMap<>();
    byRule.forEach(
        (split, counts) -> {
          Map<String, Object> byReason = new LinkedHashMap<>();
          counts.forEach((reason, count) -> byReason.put(reason.id(), count));
          leftOut.put(split, byReason);
        });
    return Map.of(
        LEFT_OUT,
        leftOut,
        LeftOut.LARGE_NORM.id(),
        new LinkedHashMap<>(byNorm),
        MEDIANS,
        new LinkedHashMap<>(medianNorms));
  }

  /**
   * Positions of a split that do not count at a hook point, by reason; reasons without any are left
   * out.
   */
  public static Map<LeftOut, Long> leftOut(Manifest positions, String split, String hookPoint) {
    Map<LeftOut, Long> counts = new EnumMap<>(LeftOut.class);
    Map<?, ?> byRule = (Map<?, ?>) ((Map<?, ?>) positions.attributes().get(LEFT_OUT)).get(split);
    for (LeftOut reason : LeftOut.values()) {
      if (byRule.get(reason.id()) instanceof Long count && count > 0) {
        counts.put(reason, count);
      }
    }
    Map<?, ?> byNorm = (Map<?, ?>) positions.attributes().get(LeftOut.LARGE_NORM.id());
    if (byNorm.get(split + "/" + hookPoint) instanceof Long count && count > 0) {
      counts.put(LeftOut.LARGE_NORM, count);
    }
    return counts;
  }

  /** The median norm of the activations at a hook point, where there is a bound on the norm. */
  public static OptionalDouble medianNorm(Manifest positions, String hookPoint) {
    Object median = ((Map<?, ?>) positions.attributes().get(MEDIANS)).get(hookPoint);
    return median instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  static PositionRule rule(Manifest positions) {
    Map<?, ?> configuration = (Map<?, ?>) positions.request().get("configuration");
    return new PositionRule(
        Math.toIntExact((Long) configuration.get(FIRST)),
        tokens(configuration.get(SPECIAL)),
        tokens(configuration.get(LISTED)));
  }

  private static Set<Integer> tokens(Object ids) {
    return ((List<?>) ids)
        .stream().map(id -> Math.toIntExact((Long) id)).collect(Collectors.toUnmodifiableSet());
  }
}
