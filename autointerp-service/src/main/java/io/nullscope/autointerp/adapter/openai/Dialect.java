package io.nullscope.autointerp.adapter.openai;

import io.nullscope.study.DialectSpec;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.DialectSpec.Instructions;
import io.nullscope.study.DialectSpec.OutputLimit;
import io.nullscope.study.LanguageModelSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How requests are put to one server.
 *
 * @param outputLimit field that limits a reply, never {@code AUTO}
 * @param temperature whether the temperature is sent
 * @param instructions where the instructions go, never {@code AUTO}
 * @param answers how judges say how sure they are, never {@code AUTO}
 */
record Dialect(
    OutputLimit outputLimit, boolean temperature, Instructions instructions, AnswerForm answers) {

  /** What the study asks for; where it leaves that open, what most servers take. */
  static Dialect of(LanguageModelSpec spec) {
    DialectSpec asked = spec.dialect();
    String host = String.valueOf(URI.create(spec.baseUrl()).getHost()).toLowerCase(Locale.ROOT);
    // Newer models there refuse max_tokens; local servers do not all know its successor.
    boolean openAi = host.equals("api.openai.com") || host.endsWith(".azure.com");
    return new Dialect(
        asked.outputLimit() != OutputLimit.AUTO
            ? asked.outputLimit()
            : openAi ? OutputLimit.MAX_COMPLETION_TOKENS : OutputLimit.MAX_TOKENS,
        true,
        asked.instructions() != Instructions.AUTO ? asked.instructions() : Instructions.SYSTEM,
        asked.answers() != AnswerForm.AUTO ? asked.answers() : AnswerForm.LOG_PROBABILITIES);
  }

  /** Something that a server may not take, and what to do without it. */
  enum Change {
    LOG_PROBABILITIES {
      @Override
      boolean open(DialectSpec spec) {
        return spec.answers() == AnswerForm.AUTO;
      }

      @Override
      boolean named(Refusal refusal) {
        return refusal.names("logprob");
      }

      @Override
      Dialect apply(Dialect d) {
        AnswerForm other =
            d.answers == AnswerForm.GRADES ? AnswerForm.LOG_PROBABILITIES : AnswerForm.GRADES;
        return new Dialect(d.outputLimit, d.temperature, d.instructions, other);
      }
    },
    OUTPUT_LIMIT {
      @Override
      boolean open(DialectSpec spec) {
        return spec.outputLimit() == OutputLimit.AUTO;
      }

      @Override
      boolean named(Refusal refusal) {
        return refusal.names("max_tokens") || refusal.names("max_completion_tokens");
      }

      @Override
      Dialect apply(Dialect d) {
        OutputLimit other =
            d.outputLimit == OutputLimit.MAX_TOKENS
                ? OutputLimit.MAX_COMPLETION_TOKENS
                : OutputLimit.MAX_TOKENS;
        return new Dialect(other, d.temperature, d.instructions, d.answers);
      }
    },
    TEMPERATURE {
      @Override
      boolean open(DialectSpec spec) {
        return true;
      }

      @Override
      boolean named(Refusal refusal) {
        return refusal.names("temperature");
      }

      @Override
      Dialect apply(Dialect d) {
        return new Dialect(d.outputLimit, !d.temperature, d.instructions, d.answers);
      }
    },
    INSTRUCTIONS {
      @Override
      boolean open(DialectSpec spec) {
        return spec.instructions() == Instructions.AUTO;
      }

      @Override
      boolean named(Refusal refusal) {
        return refusal.names("system") && !refusal.names("system error");
      }

      @Override
      Dialect apply(Dialect d) {
        Instructions other =
            d.instructions == Instructions.SYSTEM ? Instructions.USER : Instructions.SYSTEM;
        return new Dialect(d.outputLimit, d.temperature, other, d.answers);
      }
    };

    /** Whether the study leaves it to be found out. */
    abstract boolean open(DialectSpec spec);

    /** Whether a refusal is about it. */
    abstract boolean named(Refusal refusal);

    /** The other way; applied twice it changes nothing. */
    abstract Dialect apply(Dialect dialect);
  }

  Map<String, Object> toTree() {
    return Map.of(
        "outputLimit", outputLimit.id(),
        "temperature", temperature,
        "instructions", instructions.id(),
        "answers", answers.id());
  }

  /** Reads what {@link #toTree} wrote; nothing else is a dialect. */
  static Optional<Dialect> fromTree(Map<String, Object> tree) {
    for (OutputLimit outputLimit : OutputLimit.values()) {
      for (Instructions instructions : Instructions.values()) {
        for (AnswerForm answers : AnswerForm.values()) {
          for (boolean temperature : new boolean[] {true, false}) {
            Dialect dialect = new Dialect(outputLimit, temperature, instructions, answers);
            if (dialect.toTree().equals(tree)) {
              return Optional.of(dialect);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What deserves to be known by whoever reads the scores. */
  List<String> remarks(double asked) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        switch (answers) {
          case LOG_PROBABILITIES -> "scored by log-probabilities";
          case GRADES -> "scored by grades from 0 to 10";
          default -> "scored by the plain answers";
        });
    if (!temperature) {
      remarks.add("at the server's own temperature, because it does not take %s".formatted(asked));
    }
    if (instructions == Instructions.USER) {
      remarks.add("instructions in the first message of the user");
    }
    return remarks;
  }
}
