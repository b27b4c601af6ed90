package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.messaging.RejectedException;
import io.nullscope.study.SaeSpec;
import io.nullscope.trainer.fixture.TinyStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainableSaeTest {

  @Test
  void aTopKSaeWithTheLinearScheduleIsTrained() {
    assertThat(TrainableSae.require(TinyStudy.of().saes().get(0)).k()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sae={architecture: relu, l1Coefficient: 1} | architecture relu",
        "sae={architecture: batchtopk} | architecture batchtopk",
        "sae.multiTopK=true | multiTopK true",
        "sae.auxK.alpha=0.5 | auxK.alpha 0.5",
        "sae.decoderBias=geometric-median | decoderBias geometric-median",
        "sae.precision=bfloat16 | precision bfloat16",
        "sae.excludeTokens=[bos] | excludeTokens [BOS]",
        "sae.training.gradientClipNorm=1 | training.gradientClipNorm 1.0",
        "sae.training.schedule=published | training.schedule published",
        "sae=[{k: 4}, {name: null-sae, k: 4, frozen: decoder}] | frozen decoder",
      })
  void whatCannotBeTrainedYetIsRefusedByName(String override, String setting) {
    SaeSpec sae = TinyStudy.of(override).saes().get(TinyStudy.of(override).saes().size() - 1);

    assertThatThrownBy(() -> TrainableSae.require(sae))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo("UNSUPPORTED_SAE"))
        .hasMessageContaining("SAE configuration '" + sae.name() + "'")
        .hasMessageContaining(setting);
  }
}
