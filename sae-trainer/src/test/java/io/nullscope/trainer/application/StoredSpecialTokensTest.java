package io.nullscope.trainer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.ExcludedToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredSpecialTokensTest {

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());

  private ArtifactId commit(String kind, Map<String, Object> configuration, String configJson) {
    BlobRef config =
        store.blobs().put(ByteBuffer.wrap(configJson.getBytes(StandardCharsets.UTF_8)));
    return store
        .commit(
            new ArtifactRequest(kind, 1, configuration, Map.of()),
            Map.of("config.json", config),
            Map.of())
        .id();
  }

  private SpecialTokens of(String configJson) {
    return new StoredSpecialTokens(
        store,
        commit("tokens", Map.of("documentStart", 5L), "{}"),
        commit("variant", Map.of(), configJson));
  }

  @Test
  void bosIsWhatBeginsDocumentsAndEosIsTheModels() {
    SpecialTokens special = of("{\"eos_token_id\": 2, \"bos_token_id\": 1}");

    assertThat(
            special.ids(
                List.of(
                    ExcludedToken.Special.BOS,
                    ExcludedToken.Special.EOS,
                    new ExcludedToken.Id(77))))
        .containsExactlyInAnyOrder(5, 2, 77);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                               | nothing",
        "{\"eos_token_id\": null}         | null",
        "{\"eos_token_id\": [128001, 9]}  | [128001,9]",
        "{\"eos_token_id\": -1}           | -1",
        "{\"eos_token_id\": 1.5}          | 1.5",
      })
  void aModelWithoutOneEndOfTextIsRefusedWithWhatToDo(String configJson, String found) {
    SpecialTokens special = of(configJson);

    assertThatThrownBy(() -> special.id(ExcludedToken.Special.EOS))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo("NO_SUCH_TOKEN"))
        .hasMessage(
            "sae.excludeTokens: the model's config.json has "
                + found
                + " for eos_token_id; give the token's id instead of eos");
  }
}
