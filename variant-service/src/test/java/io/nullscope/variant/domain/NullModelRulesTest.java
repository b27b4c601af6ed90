package io.nullscope.variant.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NullModelRulesTest {

  private static final Layout MATRIX = new Layout(6, 4, Axis.ROWS, Optional.empty());
  private static final Layout VECTOR = new Layout(6, 1, Axis.ROWS, Optional.empty());

  /** One letter a role, in the order of {@link TensorRole}: K keep, R redraw, 0 zero. */
  @ParameterizedTest(name = "{0}, norms {1}, biases {2}: {3}")
  @CsvSource({
    "trained, false, KEEP,   KKKKK",
    "trained, false, REDRAW, KKKKK",
    "trained, true,  ZERO,   KKKKK",
    "incl,    false, KEEP,   RRKKR",
    "incl,    false, REDRAW, RRKRR",
    "incl,    false, ZERO,   RRK0R",
    "incl,    true,  KEEP,   RRRKR",
    "incl,    true,  REDRAW, RRRRR",
    "incl,    true,  ZERO,   RRR0R",
    "excl,    false, KEEP,   KKKKR",
    "excl,    false, REDRAW, KKKRR",
    "excl,    false, ZERO,   KKK0R",
    "excl,    true,  KEEP,   KKRKR",
    "excl,    true,  REDRAW, KKRRR",
    "excl,    true,  ZERO,   KKR0R",
  })
  void whatIsKeptAndWhatIsRedrawn(String model, boolean norms, BiasRule biases, String expected) {
    StringBuilder actual = new StringBuilder();
    for (TensorRole role : TensorRole.values()) {
      // The law of initialisation has no say here.
      for (double initial : new double[] {0, 0.02}) {
        WeightRule rule =
            NullModelRules.ruleFor(
                model(model),
                new TensorTraits(role, 1, 1, initial, MATRIX),
                new RedrawPolicy(norms, biases, MomentScope.TENSOR, true));
        if (initial == 0) {
          actual.append(letter(rule));
        } else {
          assertThat(letter(rule)).isEqualTo(actual.charAt(actual.length() - 1));
        }
      }
    }

    assertThat(actual).hasToString(expected);
  }

  private static NullModel model(String name) {
    return switch (name) {
      case "trained" -> new NullModel.TrainedWeights();
      case "incl" -> new NullModel.Rerandomized(true);
      case "excl" -> new NullModel.Rerandomized(false);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static char letter(WeightRule rule) {
    if (rule instanceof WeightRule.Keep) {
      return 'K';
    }
    if (rule instanceof WeightRule.Redraw) {
      return 'R';
    }
    return rule.equals(new WeightRule.Fill(0)) ? '0' : '?';
  }

  /** Depths of a model with three blocks: before, 0, 1, 2, after. */
  @ParameterizedTest(name = "top {0}: {1}, bottom {0}: {2}")
  @CsvSource({"0, KRRRR, RRKKK", "1, KKRRR, RRRKK", "2, KKKRR, RRRRK"})
  void aCascadeRedrawsOneEndOfTheModel(int layer, String top, String bottom) {
    assertThat(byDepth(new NullModel.CascadingTop(layer))).isEqualTo(top);
    assertThat(byDepth(new NullModel.CascadingBottom(layer))).isEqualTo(bottom);
  }

  private static String byDepth(NullModel model) {
    StringBuilder letters = new StringBuilder();
    for (int depth = 0; depth <= 4; depth++) {
      TensorTraits tensor = new TensorTraits(TensorRole.WEIGHT, depth, 0, 0.02, MATRIX);
      letters.append(letter(NullModelRules.ruleFor(model, tensor, policy(false))));
      TensorTraits norm = new TensorTraits(TensorRole.NORM, depth, 0, 0.02, VECTOR);
      assertThat(letter(NullModelRules.ruleFor(model, norm, policy(false)))).isEqualTo('K');
      assertThat(letter(NullModelRules.ruleFor(model, norm, policy(true))))
          .isEqualTo(letters.charAt(depth));
    }
    return letters.toString();
  }

  private static RedrawPolicy policy(boolean norms) {
    return new RedrawPolicy(norms, BiasRule.REDRAW, MomentScope.TENSOR, true);
  }

  @ParameterizedTest
  @EnumSource(TensorRole.class)
  void permutationsAndSpectraTakeEveryTensorWhateverThePolicy(TensorRole role) {
    for (boolean norms : new boolean[] {false, true}) {
      TensorTraits matrix = new TensorTraits(role, 1, 0, 0.02, MATRIX);
      TensorTraits vector = new TensorTraits(role, 1, 0, 0.02, VECTOR);

      assertThat(NullModelRules.ruleFor(new NullModel.Permuted(), matrix, policy(norms)))
          .isEqualTo(new WeightRule.Permute());
      assertThat(NullModelRules.ruleFor(new NullModel.Permuted(), vector, policy(norms)))
          .isEqualTo(new WeightRule.Permute());
      assertThat(NullModelRules.ruleFor(new NullModel.Spectrum(), matrix, policy(norms)))
          .isEqualTo(new WeightRule.ReplaceSingularVectors(MATRIX));
      assertThat(NullModelRules.ruleFor(new NullModel.Spectrum(), vector, policy(norms)))
          .isEqualTo(new WeightRule.Permute());
    }
  }

  @Test
  void theScopeOfTheMomentsIsThatOfThePolicy() {
    Layout heads =
        new Layout(6, 4, Axis.ROWS, Optional.of(AttentionHeads.unfused(Axis.COLUMNS, 2)));

    assertThat(groups(heads, MomentScope.TENSOR)).isEqualTo(new EntryGroups(6, 4, Axis.ROWS, 6));
    assertThat(groups(heads, MomentScope.HEAD)).isEqualTo(new EntryGroups(6, 4, Axis.COLUMNS, 2));
    assertThat(groups(heads, MomentScope.ROW)).isEqualTo(new EntryGroups(6, 4, Axis.ROWS, 1));
    assertThat(groups(MATRIX, MomentScope.HEAD)).isEqualTo(new EntryGroups(6, 4, Axis.ROWS, 6));
    assertThat(groups(VECTOR, MomentScope.ROW)).isEqualTo(new EntryGroups(6, 1, Axis.ROWS, 6));
  }

  private static EntryGroups groups(Layout layout, MomentScope scope) {
    WeightRule rule =
        NullModelRules.ruleFor(
            new NullModel.Rerandomized(true),
            new TensorTraits(TensorRole.WEIGHT, 1, 0, 0.02, layout),
            new RedrawPolicy(true, BiasRule.REDRAW, scope, false));
    assertThat(((WeightRule.Redraw) rule).unbiased()).isFalse();
    return ((WeightRule.Redraw) rule).groups();
  }

  @ParameterizedTest
  @EnumSource(TensorRole.class)
  void aFreshInitialisationFollowsTheLawOfTheFamilyWhateverTheRoleAndThePolicy(TensorRole role) {
    for (boolean norms : new boolean[] {false, true}) {
      for (BiasRule biases : BiasRule.values()) {
        RedrawPolicy policy = new RedrawPolicy(norms, biases, MomentScope.ROW, false);

        assertThat(fresh(role, 0, 0.02, policy)).isEqualTo(new WeightRule.Draw(0.02));
        assertThat(fresh(role, 1, 0, policy)).isEqualTo(new WeightRule.Fill(1));
        assertThat(fresh(role, 0, 0, policy)).isEqualTo(new WeightRule.Fill(0));
      }
    }
  }

  private static WeightRule fresh(
      TensorRole role, double mean, double deviation, RedrawPolicy policy) {
    return NullModelRules.ruleFor(
        new NullModel.FreshInitialization(),
        new TensorTraits(role, 1, mean, deviation, MATRIX),
        policy);
  }
}
