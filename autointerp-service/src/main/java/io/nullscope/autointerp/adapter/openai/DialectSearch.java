package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.adapter.openai.Dialect.Change;
import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.Probe;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out how a server wants to be asked. Puts the probe as most servers take it; when it is
 * refused, changes what the refusal names, and when it names nothing, one thing after the other.
 * What was changed on a mere guess is put back if the server takes it after all. A server that is
 * busy or starting fails requests of any form, so a failure speaks against a form only where the
 * other one is answered before and after it.
 */
final class DialectSearch {

  private final LanguageModelSpec spec;
  private final OpenAiChat chat;
  private final Set<Change> tried = EnumSet.noneOf(Change.class);
  private final List<Change> guessed = new ArrayList<>();

  DialectSearch(LanguageModelSpec spec, OpenAiChat chat) {
    this.spec = spec;
    this.chat = chat;
  }

  /** The dialect; completes exceptionally when the server takes no form of the probe. */
  CompletableFuture<Dialect> find() {
    return from(Dialect.of(spec));
  }

  private CompletableFuture<Dialect> from(Dialect dialect) {
    return probe(dialect)
        .thenCompose(
            outcome -> {
              if (isTaken(outcome)) {
                return putBack(withUsableAnswers(dialect, outcome));
              }
              Optional<Change> change = next(outcome);
              if (change.isEmpty()) {
                return CompletableFuture.failedFuture(chat.problem(outcome));
              }
              tried.add(change.get());
              return from(change.get().apply(dialect));
            });
  }

  private CompletableFuture<Outcome> probe(Dialect dialect) {
    ChatRequest request = Probe.request(dialect.answers() == AnswerForm.LOG_PROBABILITIES);
    return chat.send(request, dialect);
  }

  /** A reply that was cut is one all the same: models that think have no room for more here. */
  private static boolean isTaken(Outcome outcome) {
    return outcome instanceof Outcome.Replied
        || outcome instanceof Outcome.Refused refused
            && refused.refusal().about() == Refusal.About.CUT;
  }

  private Dialect withUsableAnswers(Dialect dialect, Outcome outcome) {
    boolean usable =
        outcome instanceof Outcome.Replied reply && Probe.hasLogProbabilities(reply.completion());
    return dialect.answers() == AnswerForm.LOG_PROBABILITIES
            && !usable
            && Change.LOG_PROBABILITIES.open(spec.dialect())
        ? Change.LOG_PROBABILITIES.apply(dialect)
        : dialect;
  }

  /** What to change after a refusal; nothing when that cannot help. */
  private Optional<Change> next(Outcome outcome) {
    List<Change> left =
        Arrays.stream(Change.values())
            .filter(change -> change.open(spec.dialect()) && !tried.contains(change))
            .toList();
    if (outcome instanceof Outcome.Failed failed) {
      // Some servers break on log-probabilities; that nobody answers has other reasons.
      return failed.reason() == FailureReason.SERVER_ERROR
              && left.contains(Change.LOG_PROBABILITIES)
          ? Optional.of(guess(Change.LOG_PROBABILITIES))
          : Optional.empty();
    }
    Refusal refusal = ((Outcome.Refused) outcome).refusal();
    if (refusal.about() == Refusal.About.ACCESS || refusal.about() == Refusal.About.CREDIT) {
      return Optional.empty();
    }
    return left.stream()
        .filter(change -> change.named(refusal))
        .findFirst()
        .or(() -> left.stream().findFirst().map(this::guess));
  }

  private Change guess(Change change) {
    guessed.add(change);
    return change;
  }

  /** Takes back one guess after the other, as far as the server allows. */
  private CompletableFuture<Dialect> putBack(Dialect dialect) {
    if (guessed.isEmpty()) {
      return CompletableFuture.completedFuture(dialect);
    }
    Change change = guessed.remove(0);
    Dialect before = change.apply(dialect);
    return probe(before)
        .thenCompose(
            outcome -> {
              if (isTaken(outcome)) {
                return putBack(withUsableAnswers(before, outcome));
              }
              return outcome instanceof Outcome.Failed
                  ? confirm(dialect).thenCompose(this::putBack)
                  : putBack(dialect);
            });
  }

  /** A form that is answered while another one fails; else nothing is known about either. */
  private CompletableFuture<Dialect> confirm(Dialect dialect) {
    return probe(dialect)
        .thenCompose(
            outcome ->
                isTaken(outcome)
                    ? CompletableFuture.completedFuture(dialect)
                    : CompletableFuture.failedFuture(chat.problem(outcome)));
  }
}
