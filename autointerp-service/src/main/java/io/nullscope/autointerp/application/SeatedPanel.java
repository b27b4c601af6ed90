package io.nullscope.autointerp.application;

import io.nullscope.autointerp.application.languagemodel.AnsweredRequests;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.Prompted;
import io.nullscope.autointerp.domain.Answered;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.LanguageModelReport;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.study.LanguageModelSpec;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A panel with the language models behind it, while one SAE is interpreted. */
final class SeatedPanel implements AutoCloseable {

  private final Panel panel;
  private final Map<LanguageModelSpec, LanguageModelSession> sessions;
  private final List<Prompted> prompted;
  private final AnsweredRequests requests;

  /**
   * Takes over the sessions.
   *
   * @param prompted members of the panel that ask a language model
   * @param requests counts what they ask
   */
  SeatedPanel(
      Panel panel,
      Map<LanguageModelSpec, LanguageModelSession> sessions,
      List<Prompted> prompted,
      AnsweredRequests requests) {
    this.panel = panel;
    this.sessions = sessions;
    this.prompted = prompted;
    this.requests = requests;
  }

  Panel panel() {
    return panel;
  }

  /** What the language models were asked so far. */
  LanguageModelReport report() {
    if (sessions.isEmpty()) {
      return LanguageModelReport.NONE;
    }
    List<String> names =
        sessions.keySet().stream().map(LanguageModelSpec::model).distinct().toList();
    List<PromptText> prompts =
        prompted.stream()
            .flatMap(member -> member.prompts().stream())
            .distinct()
            .sorted(Comparator.comparing(PromptText::id))
            .toList();
    LanguageModelUsage usage =
        sessions.values().stream()
            .map(LanguageModelSession::usage)
            .reduce(LanguageModelUsage.NONE, LanguageModelUsage::plus);
    return new LanguageModelReport(String.join(", ", names), prompts, usage);
  }

  /** Whether asking everything again can give other answers; see {@link LanguageModelSession}. */
  boolean revise() {
    boolean changed = false;
    for (LanguageModelSession session : sessions.values()) {
      changed |= session.revise();
    }
    if (changed) {
      requests.startOver();
    }
    return changed;
  }

  /**
   * Refuses scores for which a language model explained or judged nothing: they would look like
   * those of a finished study.
   *
   * @throws LanguageModelException JUDGE_FAILED
   */
  void require(ScoredLatents scored) {
    boolean explained = !Answered.explainedNothing(scored, Prompted.KIND);
    if (explained && !Answered.judgedNothing(scored, Prompted.KIND)) {
      return;
    }
    Map<FailureReason, String> said = new EnumMap<>(FailureReason.class);
    sessions
        .values()
        .forEach(
            session -> {
              said.putAll(session.said());
              session.forgetFailures();
            });
    throw JudgeFailure.of(explained ? "judge" : "explainer", report(), said);
  }

  /** Waits until every reply is durable. */
  @Override
  public void close() {
    close(sessions);
  }

  static void close(Map<LanguageModelSpec, LanguageModelSession> sessions) {
    RuntimeException first = null;
    for (LanguageModelSession session : sessions.values()) {
      try {
        session.close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
