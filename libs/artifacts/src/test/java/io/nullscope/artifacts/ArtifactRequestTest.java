package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactRequestTest {

  private static final ArtifactId INPUT = new ArtifactId("ab".repeat(32));

  @Test
  void hasTheIdOfItsCanonicalJson() {
    ArtifactRequest request =
        new ArtifactRequest("sae", 1, Map.of("k", 16, "rate", 0.001), Map.of("activations", INPUT));

    String json =
        "{\"configuration\":{\"k\":16,\"rate\":0.001},\"formatVersion\":1,\"inputs\":{\"activations\":\""
            + INPUT
            + "\"},\"kind\":\"sae\"}";
    assertThat(CanonicalJson.write(request.toTree())).isEqualTo(json);
    assertThat(request.id().hex())
        .isEqualTo("989b14e09992a61581d74a7613b84e4163989f1923128fcf532be75957d901fe");
  }

  @Test
  void doesNotDependOnTheOrderOrTheTypeOfNumbers() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", List.of(2L));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of(2));
    other.put("a", 1L);

    assertThat(new ArtifactRequest("sae", 1, one, Map.of()).id())
        .isEqualTo(new ArtifactRequest("sae", 1, other, Map.of()).id());
  }

  @Test
  void hasAnotherIdWhenAnythingDiffers() {
    Stream<ArtifactRequest> requests =
        Stream.of(
            new ArtifactRequest("sae", 1, Map.of(), Map.of()),
            new ArtifactRequest("latents", 1, Map.of(), Map.of()),
            new ArtifactRequest("sae", 2, Map.of(), Map.of()),
            new ArtifactRequest("sae", 1, Map.of("a", 1), Map.of()),
            new ArtifactRequest("sae", 1, Map.of("a", 1.0), Map.of()),
            new ArtifactRequest("sae", 1, Map.of("a", "1"), Map.of()),
            new ArtifactRequest("sae", 1, Map.of(), Map.of("a", INPUT)),
            new ArtifactRequest("sae", 1, Map.of(), Map.of("b", INPUT)));

    assertThat(requests.map(ArtifactRequest::id)).doesNotHaveDuplicates();
  }

  @Test
  void isNotChangedThroughWhatItWasMadeOf() {
    Map<String, Object> configuration = new LinkedHashMap<>(Map.of("a", 1));
    ArtifactRequest request = new ArtifactRequest("sae", 1, configuration, Map.of());
    ArtifactId before = request.id();
    configuration.put("a", 2);

    assertThat(request.id()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sae", "a/b", "a--b", "-a", "../x"})
  void refusesAKindThatIsNoPathSegment(String kind) {
    assertThatThrownBy(() -> new ArtifactRequest(kind, 1, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(kind);
  }

  @Test
  void refusesAVersionBelowOne() {
    assertThatThrownBy(() -> new ArtifactRequest("sae", 0, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
