package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.application.languagemodel.PlainText;
import io.nullscope.autointerp.domain.FailureReason;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server does not take a request. What that is about is read from the status and from the words
 * that servers use for it.
 *
 * @param about what the refusal is about
 * @param status HTTP status
 * @param said the server's own words, on one line
 * @param room output tokens that the server says it would have granted
 */
record Refusal(About about, int status, String said, OptionalInt room) {

  /** Longest part of a server's own words in a message of ours. */
  private static final int QUOTE = 300;

  /** Longest part that is read. */
  private static final int READ = 4000;

  private static final Pattern FILTERED =
      Pattern.compile(
          "content[_ -]?filter|content[_ -]management|content[_ -]policy|moderation|flagged"
              + "|usage polic|safety|responsible ?ai|prohibited");

  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context[_ -]?(?:length|window|size)|maximum context|too long|too many (?:input )?tokens"
              + "|reduce the length|exceeds? .{0,60}(?:tokens|n_ctx|context)");

  private static final Pattern OUT_OF_CREDIT =
      Pattern.compile("insufficient_quota|insufficient credit|insufficient balance|billing");

  private static final Pattern CUT = Pattern.compile("could not finish the message");

  /** "supports at most 16384 completion tokens", "must be less than or equal to 4096". */
  private static final Pattern MOST_OUTPUT =
      Pattern.compile(
          "max_(?:completion_|output_|new_)?tokens.{0,120}?(?:at most|less than or equal"
              + " to|<=|maximum(?: is| of)?) ?(\\d{1,9})");

  private static final Pattern CONTEXT =
      Pattern.compile("maximum (?:context|model) length (?:is|of) (\\d{1,9})");

  private static final Pattern INPUT =
      Pattern.compile(
          "(\\d{1,9}) (?:tokens )?(?:in the messages|in your prompt|input tokens|prompt tokens|from"
              + " the input)|prompt contains (?:at least )?(\\d{1,9})");

  /** Shorter replies than this answer nothing. */
  private static final int LEAST_ROOM = 16;

  /** What a refusal is about. */
  enum About {
    /** The key, or what it may do. */
    ACCESS,
    /** The model or the address. */
    PLACE,
    /** Money. */
    CREDIT,
    /** The content of this prompt. */
    CONTENT,
    /** The length of this prompt. */
    LENGTH,
    /** How many tokens the reply may have; with fewer it would be taken. */
    OUTPUT,
    /** The reply had no room for an answer. */
    CUT,
    /** Something else. */
    FORM
  }

  /**
   * Reads a refusal.
   *
   * @param message the server's own words
   * @param body all that it sent
   */
  static Refusal of(int status, String message, String body) {
    String said = PlainText.line(message, QUOTE);
    String words = PlainText.line(message + " " + body, READ).toLowerCase(Locale.ROOT);
    OptionalInt room = room(words);
    return new Refusal(about(status, words, room.isPresent()), status, said, room);
  }

  /** Whether waiting does not help, as it does with other refusals of this status. */
  static boolean isOutOfCredit(String body) {
    return OUT_OF_CREDIT.matcher(body.toLowerCase(Locale.ROOT)).find();
  }

  private static About about(int status, String words, boolean room) {
    if (status == 401) {
      return About.ACCESS;
    }
    if (status == 402 || status == 429) {
      return About.CREDIT;
    }
    if (FILTERED.matcher(words).find()) {
      return About.CONTENT;
    }
    if (status == 403) {
      return About.ACCESS;
    }
    if (room) {
      return About.OUTPUT;
    }
    if (status == 413 || TOO_LONG.matcher(words).find()) {
      return About.LENGTH;
    }
    if (CUT.matcher(words).find()) {
      return About.CUT;
    }
    return status == 404 ? About.PLACE : About.FORM;
  }

  private static OptionalInt room(String words) {
    Matcher output = MOST_OUTPUT.matcher(words);
    Matcher context = CONTEXT.matcher(words);
    Matcher input = INPUT.matcher(words);
    long room = 0;
    if (context.find() && input.find()) {
      String prompt = input.group(1) != null ? input.group(1) : input.group(2);
      room = Long.parseLong(context.group(1)) - Long.parseLong(prompt);
    } else if (output.find()) {
      room = Long.parseLong(output.group(1));
    }
    return room >= LEAST_ROOM ? OptionalInt.of((int) room) : OptionalInt.empty();
  }

  /** What it is for a single request, when others are taken. */
  FailureReason reason() {
    return switch (about) {
      case CONTENT -> FailureReason.REFUSED;
      case LENGTH -> FailureReason.TOO_LONG;
      case CUT -> FailureReason.CUT;
      default -> FailureReason.REJECTED;
    };
  }

  /** Whether no request will be taken. */
  boolean isFinal() {
    return about == About.ACCESS || about == About.PLACE || about == About.CREDIT;
  }

  /** Whether the words name something. */
  boolean names(String word) {
    return said.toLowerCase(Locale.ROOT).contains(word);
  }
}
