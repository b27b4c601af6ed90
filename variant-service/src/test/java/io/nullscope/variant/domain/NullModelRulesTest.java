package io.nullscope.variant.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NullModelRulesTest {

  /** One letter a role, in the order of {@link TensorRole}: K for keep, R for redraw. */
  @ParameterizedTest(name = "{0}, norms {1}, biases {2}: {3}")
  @CsvSource({
    "TRAINED_WEIGHTS,              false, false, KKKKK",
    "TRAINED_WEIGHTS,              false, true,  KKKKK",
    "TRAINED_WEIGHTS,              true,  false, KKKKK",
    "TRAINED_WEIGHTS,              true,  true,  KKKKK",
    "RERANDOMIZED_INCL_EMBEDDINGS, false, false, RRKKR",
    "RERANDOMIZED_INCL_EMBEDDINGS, false, true,  RRKRR",
    "RERANDOMIZED_INCL_EMBEDDINGS, true,  false, RRRKR",
    "RERANDOMIZED_INCL_EMBEDDINGS, true,  true,  RRRRR",
    "RERANDOMIZED_EXCL_EMBEDDINGS, false, false, KKKKR",
    "RERANDOMIZED_EXCL_EMBEDDINGS, false, true,  KKKRR",
    "RERANDOMIZED_EXCL_EMBEDDINGS, true,  false, KKRKR",
    "RERANDOMIZED_EXCL_EMBEDDINGS, true,  true,  KKRRR",
  })
  void whatIsKeptAndWhatIsRedrawn(NullModel model, boolean norms, boolean biases, String expected) {
    StringBuilder actual = new StringBuilder();
    for (TensorRole role : TensorRole.values()) {
      // The law of initialisation has no say here.
      for (double initial : new double[] {0, 0.02}) {
        WeightRule rule =
            NullModelRules.ruleFor(
                model, new TensorTraits(role, 1, initial), new RedrawPolicy(norms, biases));
        String letter =
            rule instanceof WeightRule.Keep ? "K" : rule instanceof WeightRule.Redraw ? "R" : "?";
        if (initial == 0) {
          actual.append(letter);
        } else {
          assertThat(letter).isEqualTo(actual.substring(actual.length() - 1));
        }
      }
    }

    assertThat(actual).hasToString(expected);
  }

  @ParameterizedTest
  @EnumSource(TensorRole.class)
  void aFreshInitialisationFollowsTheLawOfTheFamilyWhateverTheRoleAndThePolicy(TensorRole role) {
    for (boolean norms : new boolean[] {false, true}) {
      for (boolean biases : new boolean[] {false, true}) {
        RedrawPolicy policy = new RedrawPolicy(norms, biases);

        assertThat(rule(new TensorTraits(role, 0, 0.02), policy))
            .isEqualTo(new WeightRule.Draw(0.02));
        assertThat(rule(new TensorTraits(role, 1, 0), policy)).isEqualTo(new WeightRule.Fill(1));
        assertThat(rule(new TensorTraits(role, 0, 0), policy)).isEqualTo(new WeightRule.Fill(0));
      }
    }
  }

  private static WeightRule rule(TensorTraits traits, RedrawPolicy policy) {
    return NullModelRules.ruleFor(NullModel.FRESH_INITIALIZATION, traits, policy);
  }
}
