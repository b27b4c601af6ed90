package io.nullscope.autointerp.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.autointerp.application.languagemodel.AnsweredRequests;
import io.nullscope.autointerp.application.languagemodel.ChatModel;
import io.nullscope.autointerp.application.languagemodel.LanguageModelExplainer;
import io.nullscope.autointerp.application.languagemodel.LanguageModelIntruderJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSimulator;
import io.nullscope.autointerp.application.languagemodel.LanguageModels;
import io.nullscope.autointerp.application.languagemodel.Prompted;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.autointerp.domain.EmbeddingJudge;
import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.LexicalExplainer;
import io.nullscope.autointerp.domain.RecentEmbeddings;
import io.nullscope.autointerp.domain.SentenceEmbeddings;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.JudgeSpec;
import io.nullscope.study.LanguageModelCosts;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.Scorer;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seats the panels that studies ask for. */
public final class Panels {

  /** The windows of the latents that are judged at a time, for the explanation that comes next. */
  private static final int RECENT_TEXTS = 8192;

  private final LanguageModels languageModels;
  private final ImportedExplanations imported;
  private final SentenceEmbeddings embeddings;

  public Panels(
      LanguageModels languageModels, ImportedExplanations imported, SentenceEmbeddings embeddings) {
    this.languageModels = languageModels;
    this.imported = imported;
    this.embeddings = embeddings;
  }

  /**
   * Seats a panel for one SAE.
   *
   * @param sae names the requests to language models
   * @param saes number of SAEs that share the budget of the study
   */
  SeatedPanel seat(StudySpec study, CellKey cell, ArtifactId sae, int saes, TokenTexts texts) {
    AutointerpSpec spec = study.autointerp();
    Spending spending = new Spending(spec.budget().tokens(), spec.budget().cost(), saes);
    Map<LanguageModelSpec, LanguageModelSession> sessions = new LinkedHashMap<>();
    try {
      for (LanguageModelSpec model : spec.languageModels()) {
        sessions.put(model, languageModels.open(model, spec.requests(), spending, sae.hex()));
      }
      AnsweredRequests requests =
          new AnsweredRequests(LanguageModelCosts.perSae(spec, spec.latents()).requests());
      return seat(study, cell, texts, sessions, requests);
    } catch (RuntimeException e) {
      SeatedPanel.close(sessions);
      throw e;
    }
  }

  /** How the judge says how sure it is; empty without a language model that judges. */
  Optional<AnswerForm> answers(AutointerpSpec spec) {
    return spec.judge() instanceof JudgeSpec.OpenAi judge
        ? Optional.of(languageModels.answers(judge.languageModel(), spec.requests()))
        : Optional.empty();
  }

  private SeatedPanel seat(
      StudySpec study,
      CellKey cell,
      TokenTexts texts,
      Map<LanguageModelSpec, LanguageModelSession> sessions,
      AnsweredRequests requests) {
    AutointerpSpec spec = study.autointerp();
    List<Prompted> prompted = new ArrayList<>();
    Explainer explainer = explainer(study, cell, texts, sessions, requests, prompted);
    Respondents main = Respondents.lexical();
    Optional<Explainer> baseline = Optional.empty();
    if (spec.judge() instanceof JudgeSpec.OpenAi judge) {
      ChatModel model = requests.of(sessions.get(judge.languageModel()).chat());
      main = languageModel(spec, model, judge.examplesPerPrompt(), texts, prompted);
      baseline = Optional.of(lexical(spec.explainer(), texts));
    }
    Optional<Judge> embedding =
        spec.scorers().contains(Scorer.EMBEDDING)
            ? Optional.of(new EmbeddingJudge(new RecentEmbeddings(embeddings, RECENT_TEXTS), texts))
            : Optional.empty();
    return new SeatedPanel(
        new Panel(explainer, main, baseline, embedding), sessions, prompted, requests);
  }

  private Explainer explainer(
      StudySpec study,
      CellKey cell,
      TokenTexts texts,
      Map<LanguageModelSpec, LanguageModelSession> sessions,
      AnsweredRequests requests,
      List<Prompted> prompted) {
    ExplainerSpec spec = study.autointerp().explainer();
    if (spec instanceof ExplainerSpec.OpenAi openAi) {
      LanguageModelExplainer explainer =
          new LanguageModelExplainer(
              requests.of(sessions.get(openAi.languageModel()).chat()),
              texts,
              openAi.contrastive());
      prompted.add(explainer);
      return explainer;
    }
    if (spec instanceof ExplainerSpec.None none) {
      return imported.read(none.explanations(), study, cell);
    }
    return lexical(spec, texts);
  }

  /** As the study asks for it; with another explainer, the default. */
  private static Explainer lexical(ExplainerSpec spec, TokenTexts texts) {
    ExplainerSpec.Lexical lexical =
        spec instanceof ExplainerSpec.Lexical asked ? asked : ExplainerSpec.Lexical.DEFAULT;
    return new LexicalExplainer(lexical.coverage(), lexical.maxTokens(), texts);
  }

  private static Respondents languageModel(
      AutointerpSpec spec,
      ChatModel model,
      int examplesPerPrompt,
      TokenTexts texts,
      List<Prompted> prompted) {
    LanguageModelJudge judge = new LanguageModelJudge(model, texts, examplesPerPrompt);
    LanguageModelSimulator simulator = new LanguageModelSimulator(model, texts);
    LanguageModelIntruderJudge intruderJudge = new LanguageModelIntruderJudge(model, texts);
    prompted.add(judge);
    if (spec.scorers().contains(Scorer.SIMULATION)) {
      prompted.add(simulator);
    }
    if (spec.scorers().contains(Scorer.INTRUDER)) {
      prompted.add(intruderJudge);
    }
    return new Respondents(judge, simulator, intruderJudge);
  }
}
