package io.nullscope.autointerp.adapter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.study.LanguageModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Requests and replies in the words of the protocol. */
final class ChatMessages {

  /** Alternatives asked for at each token: enough for "1", "0" and their forms with a space. */
  static final int ALTERNATIVES = 5;

  /** Characters a token has on average, for servers that do not count. */
  private static final int CHARACTERS = 4;

  private static final double LEAST_LOG_PROBABILITY = -9999;

  private static final JsonMapper JSON = new JsonMapper();

  private static final String OPENAI = "api.openai.com";

  private ChatMessages() {}

  // OpenAI deprecates max_tokens, which the others still want.
  @SuppressWarnings("deprecation")
  static ChatCompletionCreateParams params(LanguageModelSpec spec, ChatRequest request) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder().model(spec.model()).temperature(spec.temperature());
    // OpenAI's newer models refuse max_tokens; local servers do not all know its successor.
    if (OPENAI.equals(URI.create(spec.baseUrl()).getHost())) {
      params.maxCompletionTokens(request.maxOutputTokens());
    } else {
      params.maxTokens(request.maxOutputTokens());
    }
    if (request.logProbabilities()) {
      params.logprobs(true).topLogprobs(ALTERNATIVES);
    }
    for (ChatRequest.Message message : request.messages()) {
      switch (message.role()) {
        case SYSTEM -> params.addSystemMessage(message.text());
        case USER -> params.addUserMessage(message.text());
        case ASSISTANT -> params.addAssistantMessage(message.text());
      }
    }
    return params.build();
  }

  /**
   * Reads a reply. Not with the SDK's classes, which take about as long as everything else
   * together: a judge's reply is a few hundred small objects. Fields that are missing or of another
   * type count as absent.
   *
   * @throws IOException if it is no JSON object with a list of choices
   */
  static Completion completion(InputStream body, ChatRequest request) throws IOException {
    JsonNode reply = JSON.readTree(body);
    if (!reply.path("choices").isArray()) {
      throw new IOException("the reply is no chat completion");
    }
    JsonNode choice = reply.path("choices").path(0);
    JsonNode message = choice.path("message");
    String text = message.path("content").asText("");
    String finish = choice.path("finish_reason").asText("");
    boolean refused =
        finish.equals("content_filter") || !message.path("refusal").asText("").isBlank();
    List<Completion.Token> tokens = new ArrayList<>();
    choice.path("logprobs").path("content").forEach(token -> tokens.add(token(token)));
    JsonNode usage = reply.path("usage");
    return new Completion(
        text,
        switch (finish) {
          case "stop" -> Completion.Finish.STOP;
          case "length" -> Completion.Finish.LENGTH;
          default -> Completion.Finish.OTHER;
        },
        refused,
        tokens,
        Math.max(0, usage.path("prompt_tokens").asLong(estimate(request))),
        Math.max(0, usage.path("completion_tokens").asLong(estimate(text))));
  }

  private static Completion.Token token(JsonNode token) {
    String text = token.path("token").asText("");
    if (text.chars().noneMatch(Character::isDigit)) {
      return new Completion.Token(text, List.of());
    }
    List<Completion.Alternative> alternatives = new ArrayList<>();
    token.path("top_logprobs").forEach(other -> alternatives.add(alternative(other)));
    if (alternatives.isEmpty() && token.path("logprob").isNumber()) {
      alternatives.add(alternative(token));
    }
    return new Completion.Token(text, alternatives);
  }

  private static Completion.Alternative alternative(JsonNode token) {
    return new Completion.Alternative(
        token.path("token").asText(""),
        logProbability(token.path("logprob").asDouble(LEAST_LOG_PROBABILITY)));
  }

  /** Servers write -9999 for impossible tokens; anything beyond, or above 0, is nonsense. */
  private static double logProbability(double sent) {
    return Math.max(LEAST_LOG_PROBABILITY, Math.min(0, sent));
  }

  private static long estimate(ChatRequest request) {
    return request.messages().stream().mapToLong(message -> estimate(message.text())).sum();
  }

  private static long estimate(String text) {
    return (text.length() + CHARACTERS - 1) / CHARACTERS;
  }
}
