package io.nullscope.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubSettingsTest {

  @Test
  void hasDefaults() {
    HubSettings settings = HubSettings.of(Map.of());

    assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(settings.cache())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".nullscope", "cache", "hub"));
    assertThat(settings.token()).isEmpty();
    assertThat(settings.offline()).isFalse();
  }

  @Test
  void readsTheEnvironmentAndNeverPrintsTheToken() {
    HubSettings settings =
        HubSettings.of(
            Map.of(
                "HF_ENDPOINT", "http://mirror:8080/",
                "HF_TOKEN", " hf_secret\n",
                "HF_HUB_OFFLINE", "1",
                "NULLSCOPE_HOME", "/home/n"));

    assertThat(settings.endpoint()).isEqualTo(URI.create("http://mirror:8080"));
    assertThat(settings.token()).contains("hf_secret");
    assertThat(settings.offline()).isTrue();
    assertThat(settings.cache()).isEqualTo(Path.of("/home/n/cache/hub"));
    assertThat(settings.toString()).doesNotContain("hf_secret");
    assertThat(HubSettings.of(Map.of("NULLSCOPE_HUB_CACHE", "/data/hub")).cache())
        .isEqualTo(Path.of("/data/hub"));
    assertThat(HubSettings.of(Map.of("NULLSCOPE_OFFLINE", "true")).offline()).isTrue();
  }

  @Test
  void refusesAnEndpointThatIsNoAddress() {
    assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "huggingface.co")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("HF_ENDPOINT", "huggingface.co");
  }
}
