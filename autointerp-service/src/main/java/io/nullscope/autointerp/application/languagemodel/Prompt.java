package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.PromptText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A versioned prompt: a file {@code prompts/ID.txt} of turns that begin with a line {@code ===
 * ROLE}. The last turn has placeholders in braces; all before it is the same for every request, so
 * that servers can keep it in their prefix cache. A changed text gets a new version.
 */
final class Prompt {

  private static final Pattern TURN = Pattern.compile("(?m)^=== (system|user|assistant)\n");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

  private final String id;
  private final String text;
  private final List<ChatRequest.Message> turns;

  private Prompt(String id, String text, List<ChatRequest.Message> turns) {
    this.id = id;
    this.text = text;
    this.turns = turns;
  }

  static Prompt load(String id) {
    try (InputStream file = Prompt.class.getResourceAsStream("/prompts/" + id + ".txt")) {
      if (file == null) {
        throw new IllegalArgumentException("there is no prompt " + id);
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new Prompt(id, text, turns(text));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the prompt " + id, e);
    }
  }

  private static List<ChatRequest.Message> turns(String text) {
    List<ChatRequest.Message> turns = new ArrayList<>();
    Matcher turn = TURN.matcher(text);
    boolean more = turn.find();
    while (more) {
      String role = turn.group(1);
      int start = turn.end();
      more = turn.find();
      String content = text.substring(start, more ? turn.start() : text.length()).strip();
      turns.add(
          new ChatRequest.Message(
              Arrays.stream(ChatRequest.Role.values())
                  .filter(known -> known.id().equals(role))
                  .findFirst()
                  .orElseThrow(),
              content));
    }
    return List.copyOf(turns);
  }

  /**
   * A request for words.
   *
   * @param values what stands for each placeholder; braces in it mean nothing
   */
  ChatRequest words(Map<String, String> values, int maxOutputTokens) {
    return request(values, maxOutputTokens, false, false);
  }

  /**
   * A request for a list of whole numbers.
   *
   * @param values what stands for each placeholder; braces in it mean nothing
   */
  ChatRequest list(Map<String, String> values, int maxOutputTokens, boolean logProbabilities) {
    return request(values, maxOutputTokens, logProbabilities, true);
  }

  private ChatRequest request(
      Map<String, String> values, int maxOutputTokens, boolean logProbabilities, boolean list) {
    List<ChatRequest.Message> messages = new ArrayList<>(turns);
    ChatRequest.Message last = messages.remove(messages.size() - 1);
    String filled =
        PLACEHOLDER
            .matcher(last.text())
            .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    messages.add(new ChatRequest.Message(last.role(), filled));
    return new ChatRequest(messages, maxOutputTokens, logProbabilities, list);
  }

  PromptText promptText() {
    return new PromptText(id, text);
  }
}
