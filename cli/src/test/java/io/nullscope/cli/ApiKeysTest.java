package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private static final StudySpec STUDY =
      StudySpecReader.read(
              """
              name: keys
              model: { source: demo }
              corpus: { source: demo, trainTokens: 300k, evalTokens: 40k, interpTokens: 160k }
              autointerp:
                explainer: { kind: openai, baseUrl: "https://h/v1", model: m, apiKeyEnv: A_API_KEY }
                judge: { kind: openai, baseUrl: "https://h/v1", model: n, apiKeyEnv: B_API_KEY }
              """)
          .orThrow();

  @Test
  void saysWhereTheKeysBelongUnlessTheEnvironmentDoes() {
    assertThat(ApiKeys.addresses(STUDY, Map.of("B_API_URL", "https://b")))
        .isEqualTo(Map.of("A_API_URL", "https://h/v1"));
  }

  @Test
  void namesTheVariablesThatAreNotSet() {
    assertThat(ApiKeys.missing(STUDY, Map.of("A_API_KEY", "a", "B_API_KEY", "b"))).isEmpty();
    assertThat(ApiKeys.missing(STUDY, Map.of("A_API_KEY", " ")))
        .containsExactly("A_API_KEY", "B_API_KEY");
  }
}
