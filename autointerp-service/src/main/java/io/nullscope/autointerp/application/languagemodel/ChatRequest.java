package io.nullscope.autointerp.application.languagemodel;

import java.util.List;

/**
 * A conversation to be continued. Instructions and worked examples come first and are the same for
 * all requests of a kind, so that servers can keep them in their prefix cache.
 *
 * @param messages the conversation so far; the last one is the user's
 * @param maxOutputTokens where the server cuts the reply
 * @param logProbabilities whether the reply's tokens are wanted with their likeliest alternatives
 * @param list whether the reply is a list of whole numbers
 */
public record ChatRequest(
    List<Message> messages, int maxOutputTokens, boolean logProbabilities, boolean list) {

  /** Copies the list. */
  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Role.USER) {
      throw new IllegalArgumentException("a conversation ends with a message of the user");
    }
    if (maxOutputTokens < 1) {
      throw new IllegalArgumentException(
          "at most %d output tokens: a reply needs at least one".formatted(maxOutputTokens));
    }
  }

  /** Who speaks. */
  public enum Role {
    SYSTEM("system"),
    USER("user"),
    ASSISTANT("assistant");

    private final String id;

    Role(String id) {
      this.id = id;
    }

    /** Name in the protocol and in prompt files. */
    public String id() {
      return id;
    }
  }

  /** One turn. */
  public record Message(Role role, String text) {}
}
