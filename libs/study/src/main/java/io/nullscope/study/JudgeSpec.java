package io.nullscope.study;

import java.util.Objects;

/** Who puts explanations to the test. */
public sealed interface JudgeSpec {
  /** The name used in study files, events and results. */
  String kind();

  /** Judges by the token weights of a lexical explanation. */
  record Lexical() implements JudgeSpec {
    public static final String KIND = "lexical";

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * A language model reads the explanation and the examples.
   *
   * @param examplesPerPrompt examples in a request of detection and fuzzing
   */
  record OpenAi(LanguageModelSpec languageModel, int examplesPerPrompt) implements JudgeSpec {
    public static final String KIND = "openai";
    public static final int DEFAULT_EXAMPLES = 5;
    public static final int MAX_EXAMPLES = 50;

    public OpenAi {
      Objects.requireNonNull(languageModel, "languageModel");
      Require.between(1, MAX_EXAMPLES, examplesPerPrompt, "autointerp.judge.examplesPerPrompt");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }
}
