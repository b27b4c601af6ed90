package io.nullscope.autointerp.adapter.openai;

import io.nullscope.artifacts.CanonicalJson;
import io.nullscope.artifacts.Digest;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.study.LanguageModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names requests by everything that determines the reply: server, model, temperature, how the study
 * says it wants to be asked, messages, limits. Not by the key or the prices.
 */
final class RequestKeys {

  /** Raised when the meaning of a stored reply changes. */
  private static final int FORMAT = 1;

  private final Map<String, Object> model;

  RequestKeys(LanguageModelSpec spec) {
    Map<String, Object> tree = new HashMap<>();
    tree.put("format", FORMAT);
    tree.put("baseUrl", spec.baseUrl());
    tree.put("model", spec.model());
    tree.put("temperature", spec.temperature());
    tree.put("alternatives", ChatMessages.ALTERNATIVES);
    Map<String, Object> dialect = new HashMap<>(spec.dialect().toTree());
    dialect.remove("keyHeader");
    if (!dialect.isEmpty()) {
      tree.put("dialect", dialect);
    }
    this.model = Map.copyOf(tree);
  }

  /** Names the model. */
  String model() {
    return digest(model);
  }

  /** Names a request to it. */
  String of(ChatRequest request) {
    Map<String, Object> tree = new HashMap<>(model);
    tree.put(
        "messages",
        request.messages().stream()
            .map(message -> List.of(message.role().id(), message.text()))
            .toList());
    tree.put("maxOutputTokens", request.maxOutputTokens());
    tree.put("logProbabilities", request.logProbabilities());
    return digest(tree);
  }

  private static String digest(Map<String, Object> tree) {
    return Digest.of(CanonicalJson.write(tree).getBytes(StandardCharsets.UTF_8)).hex();
  }
}
