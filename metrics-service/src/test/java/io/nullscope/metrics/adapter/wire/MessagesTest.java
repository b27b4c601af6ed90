package io.nullscope.metrics.adapter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.metrics.fixtures.MadeUpCells;
import io.nullscope.metrics.fixtures.Studies;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private final FakeArtifacts artifacts = new FakeArtifacts();

  MessagesTest() {
    new MadeUpCells(Studies.spec("tiny", "trained, control")).putInto(artifacts);
  }

  @Test
  void metricsSurviveTheWire() {
    assertThat(artifacts.metrics).hasSize(8);
    for (CellMetrics metrics : artifacts.metrics.values()) {
      assertThat(MetricMessages.toDomain(MetricMessages.toWire(metrics))).isEqualTo(metrics);
    }
  }

  @Test
  void latentsSurviveTheWire() {
    for (ScoredLatents latents : artifacts.latents.values()) {
      io.nullscope.v1.ScoredLatents.Builder message =
          io.nullscope.v1.ScoredLatents.newBuilder()
              .setLatentsTotal((int) latents.total())
              .setLatentsAlive((int) latents.alive())
              .setLatentsEligible((int) latents.eligible())
              .setTokens(latents.tokens())
              .setExplainer(latents.explainer());
      for (ScoredLatent latent : latents.latents()) {
        message.addLatents(LatentMessages.toWire(latent));
      }
      assertThat(LatentMessages.toDomain(message.build()))
          .usingRecursiveComparison()
          .isEqualTo(latents);
    }
  }
}
