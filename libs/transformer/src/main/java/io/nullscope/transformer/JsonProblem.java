package io.nullscope.transformer;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.regex.Pattern;

/** One line about why JSON could not be read, without the parser's advice to programmers. */
public final class JsonProblem {

  /**
   * What the parser quotes of the file. A study may name a file that is none of its business: what
   * stands in it is not told.
   */
  private static final Pattern CONTENT =
      Pattern.compile("^(Unrecognized token|Unexpected character) (?:'.*?'(?=:)|\\('.*?\\)\\))");

  private JsonProblem() {}

  /** The reason, with line and column where the parser knows them. */
  public static String of(IOException failure) {
    return failure instanceof JsonProcessingException problem && problem.getLocation() != null
        ? "line %d, column %d: %s"
            .formatted(
                problem.getLocation().getLineNr(),
                problem.getLocation().getColumnNr(),
                reason(failure))
        : reason(failure);
  }

  /** The reason alone. */
  public static String reason(IOException failure) {
    String message =
        failure instanceof JsonProcessingException problem
            ? problem.getOriginalMessage()
            : failure.getMessage();
    return message == null
        ? "it cannot be parsed"
        : CONTENT
            .matcher(message.lines().findFirst().orElse("it cannot be parsed"))
            .replaceFirst("$1");
  }
}
