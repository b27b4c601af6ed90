package io.nullscope.autointerp.adapter.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.ChatRequest.Role;
import io.nullscope.autointerp.application.languagemodel.Completion;
import io.nullscope.autointerp.application.languagemodel.PlainText;
import io.nullscope.study.DialectSpec.Instructions;
import io.nullscope.study.DialectSpec.OutputLimit;
import io.nullscope.study.LanguageModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests and replies in the words of the protocol. */
final class ChatMessages {

  /** Alternatives asked for at each token: enough for "1", "0" and their forms with a space. */
  static final int ALTERNATIVES = 5;

  /** Characters a token has on average, for servers that do not count. */
  private static final int CHARACTERS = 4;

  /** Longest part of a server's own words in a message of ours. */
  private static final int QUOTE = 300;

  private static final double LEAST_LOG_PROBABILITY = -9999;

  private static final JsonMapper JSON = new JsonMapper();

  /** An object, because a list at the top is none for OpenAI; readers find the list in it. */
  private static final Map<String, Object> LIST_SCHEMA =
      Map.of(
          "type",
          "json_schema",
          "json_schema",
          Map.of(
              "name",
              "answers",
              "strict",
              true,
              "schema",
              Map.of(
                  "type",
                  "object",
                  "properties",
                  Map.of("answers", Map.of("type", "array", "items", Map.of("type", "integer"))),
                  "required",
                  List.of("answers"),
                  "additionalProperties",
                  false)));

  private ChatMessages() {}

  // OpenAI deprecates max_tokens, which the others still want.
  @SuppressWarnings("deprecation")
  static ChatCompletionCreateParams params(
      LanguageModelSpec spec, Dialect dialect, ChatRequest request, int maxOutputTokens) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder().model(spec.model());
    if (dialect.temperature()) {
      params.temperature(spec.temperature());
    }
    if (dialect.outputLimit() == OutputLimit.MAX_COMPLETION_TOKENS) {
      params.maxCompletionTokens(maxOutputTokens);
    } else {
      params.maxTokens(maxOutputTokens);
    }
    if (request.logProbabilities()) {
      params.logprobs(true).topLogprobs(ALTERNATIVES);
    }
    if (request.list() && spec.dialect().jsonSchema()) {
      params.putAdditionalBodyProperty("response_format", JsonValue.from(LIST_SCHEMA));
    }
    spec.dialect()
        .requestFields()
        .forEach((name, value) -> params.putAdditionalBodyProperty(name, JsonValue.from(value)));
    for (ChatRequest.Message message : messages(request, dialect.instructions())) {
      switch (message.role()) {
        case SYSTEM -> params.addSystemMessage(message.text());
        case USER -> params.addUserMessage(message.text());
        case ASSISTANT -> params.addAssistantMessage(message.text());
      }
    }
    return params.build();
  }

  /** The conversation; without a system message its text begins the first of the user's. */
  private static List<ChatRequest.Message> messages(
      ChatRequest request, Instructions instructions) {
    List<ChatRequest.Message> messages = new ArrayList<>();
    StringBuilder system = new StringBuilder();
    for (ChatRequest.Message message : request.messages()) {
      if (instructions == Instructions.USER && message.role() == Role.SYSTEM) {
        system.append(message.text()).append("\n\n");
      } else if (message.role() == Role.USER) {
        messages.add(new ChatRequest.Message(Role.USER, system + message.text()));
        system.setLength(0);
      } else {
        messages.add(message);
      }
    }
    return messages;
  }

  /**
   * Reads a reply. Not with the SDK's classes, which take about as long as everything else
   * together: a judge's reply is a few hundred small objects. Fields that are missing or of another
   * type count as absent.
   *
   * @throws IOException if it is no JSON object with a list of choices
   */
  static Completion completion(InputStream body, ChatRequest request) throws IOException {
    JsonNode reply = tree(body);
    if (!reply.path("choices").isArray()) {
      JsonNode error = reply.path("error");
      throw new IOException(
          "the reply is no chat completion"
              + (error.isMissingNode() ? "" : ": " + PlainText.line(error.toString(), QUOTE)));
    }
    JsonNode choice = reply.path("choices").path(0);
    JsonNode message = choice.path("message");
    String text = text(message.path("content"));
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

  private static JsonNode tree(InputStream body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IOException("the reply is no JSON, perhaps the page of a login or a proxy");
    }
  }

  /** Content is text, or a list of parts some of which are text. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.asText() : "";
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static Completion.Token token(JsonNode token) {
    String text = token.path("token").asText("");
    if (text.chars().noneMatch(Character::isDigit)) {
      return new Completion.Token(text, List.of());
    }
    List<Completion.Alternative> alternatives = new ArrayList<>();
    token.path("top_logprobs").forEach(other -> add(other, alternatives));
    if (alternatives.isEmpty()) {
      add(token, alternatives);
    }
    return new Completion.Token(text, alternatives);
  }

  /** A token without a number as its probability is no alternative. */
  private static void add(JsonNode token, List<Completion.Alternative> alternatives) {
    JsonNode sent = token.path("logprob");
    if (sent.isNumber() && !Double.isNaN(sent.doubleValue())) {
      alternatives.add(
          new Completion.Alternative(
              token.path("token").asText(""), logProbability(sent.doubleValue())));
    }
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
