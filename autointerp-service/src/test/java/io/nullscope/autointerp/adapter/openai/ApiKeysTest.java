package io.nullscope.autointerp.adapter.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {

  private static final String KEY = "sk-do-not-show-me-77c2";

  private static ApiKeys keys(String urls) {
    return new ApiKeys(Map.of("JUDGE_API_KEY", KEY, "JUDGE_API_URL", urls)::get, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "https://judge.example.com/v1, https://judge.example.com/v1",
    "https://judge.example.com/v1/, https://judge.example.com/v1",
    "https://judge.example.com, https://judge.example.com/openai/deployments/d",
    "https://judge.example.com:443/v1, https://JUDGE.example.com/v1",
    "'http://other:1/v1, http://localhost:8000/v1', http://localhost:8000/v1"
  })
  void aKeyGoesToItsAddresses(String urls, String baseUrl) {
    assertThat(keys(urls).require("JUDGE_API_KEY", baseUrl)).isEqualTo(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "https://judge.example.com/v1, https://thief.example.com/v1",
    "https://judge.example.com/v1, http://judge.example.com/v1",
    "https://judge.example.com/v1, https://judge.example.com:8443/v1",
    "https://judge.example.com/v1, https://judge.example.com/v10",
    "https://judge.example.com/v1, https://judge.example.com/v1/../v2",
    "https://judge.example.com, https://judge.example.com.thief.example/v1",
    "judge.example.com, https://judge.example.com/v1",
    "not an address, https://judge.example.com/v1"
  })
  void aKeyGoesNowhereElse(String urls, String baseUrl) {
    assertThatThrownBy(() -> keys(urls).require("JUDGE_API_KEY", baseUrl))
        .hasMessageContaining("JUDGE_API_KEY is not sent to " + baseUrl)
        .hasMessageContaining("JUDGE_API_URL")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void aKeyWithoutAnAddressGoesNowhere() {
    ApiKeys keys = new ApiKeys(Map.of("JUDGE_API_KEY", KEY)::get, Optional.empty());

    assertThatThrownBy(() -> keys.require("JUDGE_API_KEY", "https://h/v1"))
        .hasMessageContaining("set JUDGE_API_URL=https://h/v1 beside the key")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void secretsMayBeMounted(@TempDir Path secrets) throws IOException {
    Files.writeString(secrets.resolve("JUDGE_API_KEY"), KEY + "\n");
    Files.writeString(secrets.resolve("JUDGE_API_URL"), "https://h/v1\n");

    assertThat(
            new ApiKeys(name -> null, Optional.of(secrets))
                .require("JUDGE_API_KEY", "https://h/v1"))
        .isEqualTo(KEY);
  }
}
