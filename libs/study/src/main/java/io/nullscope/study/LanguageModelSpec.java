package io.nullscope.study;

import java.util.Objects;
import java.util.Optional;

/**
 * A language model behind an OpenAI-compatible endpoint.
 *
 * @param baseUrl address of the API, for example {@code http://localhost:8000/v1}
 * @param model name by which the server knows the model
 * @param apiKeyEnv environment variable that holds the key; never the key itself
 * @param temperature sampling temperature, from 0 to 2
 * @param prices what tokens cost, for spending caps and estimates
 * @param dialect in what the server differs from others
 */
public record LanguageModelSpec(
    String baseUrl,
    String model,
    Optional<String> apiKeyEnv,
    double temperature,
    Optional<Prices> prices,
    DialectSpec dialect) {

  /**
   * Names of variables that may hold a key. A study must not be able to have another secret of a
   * service sent to an address of its choice.
   */
  static final String API_KEY_ENV = "[A-Z][A-Z0-9_]*_API_KEY";

  /** A model whose server is asked what it wants. */
  public LanguageModelSpec(
      String baseUrl,
      String model,
      Optional<String> apiKeyEnv,
      double temperature,
      Optional<Prices> prices) {
    this(baseUrl, model, apiKeyEnv, temperature, prices, DialectSpec.AUTO);
  }

  public LanguageModelSpec {
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(prices, "prices");
    Objects.requireNonNull(dialect, "dialect");
    Require.between(0, 2, temperature, "temperature");
    apiKeyEnv.ifPresent(
        name -> {
          if (!name.matches(API_KEY_ENV)) {
            throw new IllegalArgumentException("apiKeyEnv must end in _API_KEY, but is " + name);
          }
        });
  }

  /**
   * Prices of a million tokens, in any currency.
   *
   * @param input of a prompt
   * @param output of a reply
   */
  public record Prices(double input, double output) {
    public Prices {
      Require.between(0, Double.MAX_VALUE, input, "inputPrice");
      Require.between(0, Double.MAX_VALUE, output, "outputPrice");
    }

    /** The price of so many tokens. */
    public double of(double inputTokens, double outputTokens) {
      return (inputTokens * input + outputTokens * output) / 1e6;
    }
  }
}
