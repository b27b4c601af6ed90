package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.LanguageModelUsage;

/** What was asked of a language model. */
final class UsageMessages {

  private UsageMessages() {}

  static LanguageModelUsage toDomain(io.nullscope.v1.LanguageModelUsage message) {
    return new LanguageModelUsage(
        message.getRequests(),
        message.getInputTokens(),
        message.getOutputTokens(),
        message.getFailuresMap(),
        message.getCost());
  }

  static io.nullscope.v1.LanguageModelUsage toWire(LanguageModelUsage usage) {
    return io.nullscope.v1.LanguageModelUsage.newBuilder()
        .setRequests(usage.requests())
        .setInputTokens(usage.inputTokens())
        .setOutputTokens(usage.outputTokens())
        .putAllFailures(usage.failures())
        .setCost(usage.cost())
        .build();
  }
}
