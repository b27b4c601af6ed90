package io.nullscope.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * In what an OpenAI-compatible server differs from the others. Whatever is {@code AUTO} is found
 * out by asking it.
 *
 * @param outputLimit field that limits a reply
 * @param instructions where the instructions go
 * @param answers how a judge says how sure it is
 * @param jsonSchema whether replies that are lists are asked for by a JSON schema
 * @param contextTokens longest prompt and reply together; longer prompts are not sent. Whoever sets
 *     it vouches for it: the usage that the server reports is not doubted then
 * @param maxOutputTokens longest reply that may be asked for
 * @param thinkingTokens room for thoughts before each reply
 * @param keyHeader header that carries the key; by default {@code Authorization}, for Azure {@code
 *     api-key}
 * @param apiVersion what Azure wants as the query {@code api-version}
 * @param requestFields further fields of each request, sent as they are
 */
public record DialectSpec(
    OutputLimit outputLimit,
    Instructions instructions,
    AnswerForm answers,
    boolean jsonSchema,
    OptionalInt contextTokens,
    OptionalInt maxOutputTokens,
    int thinkingTokens,
    Optional<String> keyHeader,
    Optional<String> apiVersion,
    Map<String, Object> requestFields) {

  public static final DialectSpec AUTO =
      new DialectSpec(
          OutputLimit.AUTO,
          Instructions.AUTO,
          AnswerForm.AUTO,
          false,
          OptionalInt.empty(),
          OptionalInt.empty(),
          0,
          Optional.empty(),
          Optional.empty(),
          Map.of());

  /** What a request consists of already. */
  static final Set<String> OWN_FIELDS =
      Set.of(
          "model",
          "messages",
          "temperature",
          "max_tokens",
          "max_completion_tokens",
          "logprobs",
          "top_logprobs",
          "response_format",
          "stream",
          "n");

  static final int MAX_TOKENS = 10_000_000;
  static final int MAX_THINKING_TOKENS = 1_000_000;

  public DialectSpec {
    Objects.requireNonNull(outputLimit, "outputLimit");
    Objects.requireNonNull(instructions, "instructions");
    Objects.requireNonNull(answers, "answers");
    contextTokens.ifPresent(n -> Require.between(1, MAX_TOKENS, n, "contextTokens"));
    maxOutputTokens.ifPresent(n -> Require.between(1, MAX_TOKENS, n, "maxOutputTokens"));
    Require.between(0, MAX_THINKING_TOKENS, thinkingTokens, "thinkingTokens");
    requestFields = Collections.unmodifiableMap(new LinkedHashMap<>(requestFields));
  }

  /** The settings that differ from {@link #AUTO}, with the keys of a study file. */
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (outputLimit != OutputLimit.AUTO) {
      tree.put("outputLimit", outputLimit.id());
    }
    if (instructions != Instructions.AUTO) {
      tree.put("instructions", instructions.id());
    }
    if (answers != AnswerForm.AUTO) {
      tree.put("answers", answers.id());
    }
    if (jsonSchema) {
      tree.put("jsonSchema", true);
    }
    contextTokens.ifPresent(n -> tree.put("contextTokens", (long) n));
    maxOutputTokens.ifPresent(n -> tree.put("maxOutputTokens", (long) n));
    if (thinkingTokens > 0) {
      tree.put("thinkingTokens", (long) thinkingTokens);
    }
    keyHeader.ifPresent(name -> tree.put("keyHeader", name));
    apiVersion.ifPresent(version -> tree.put("apiVersion", version));
    if (!requestFields.isEmpty()) {
      tree.put("requestFields", requestFields);
    }
    return tree;
  }

  /** The field of a request that limits its reply. */
  public enum OutputLimit {
    AUTO("auto"),
    MAX_TOKENS("max_tokens"),
    MAX_COMPLETION_TOKENS("max_completion_tokens");

    private final String id;

    OutputLimit(String id) {
      this.id = id;
    }

    /** Name in study files; but for {@code AUTO} also that of the field. */
    public String id() {
      return id;
    }
  }

  /** Where the instructions of a prompt go. */
  public enum Instructions {
    AUTO("auto"),
    /** A message of the system, as most servers know it. */
    SYSTEM("system"),
    /** The beginning of the first message of the user. */
    USER("user");

    private final String id;

    Instructions(String id) {
      this.id = id;
    }

    /** Name in study files. */
    public String id() {
      return id;
    }
  }

  /** How a judge says how sure it is. */
  public enum AnswerForm {
    AUTO("auto"),
    /** By the probability of its 1 against that of its 0. */
    LOG_PROBABILITIES("log-probabilities"),
    /** By a grade from 0 to 10. */
    GRADES("grades"),
    /** Not at all: the answer itself, 1 or 0, is the score. */
    PLAIN("plain");

    private final String id;

    AnswerForm(String id) {
      this.id = id;
    }

    /** Name in study files. */
    public String id() {
      return id;
    }
  }
}
