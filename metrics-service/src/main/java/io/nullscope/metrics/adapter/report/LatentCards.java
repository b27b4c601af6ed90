package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.JudgedWindow;
import io.nullscope.metrics.application.LatentCard;
import io.nullscope.metrics.application.LatentSummary;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.ContextWindow;
import io.nullscope.metrics.domain.Explanation;
import io.nullscope.metrics.domain.Judgement;
import io.nullscope.metrics.domain.MetricId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Latents to look at, hook point by hook point. */
public record LatentCards(List<HookPoint> hookPoints) {

  public record HookPoint(String label, List<Card> cards) {}

  public record Card(
      VariantStyle variant,
      int latent,
      String explanation,
      String failure,
      String facts,
      List<Context> contexts,
      List<Judged> judged) {}

  /**
   * A window that the explanation was tested on.
   *
   * @param what what the latent does there
   * @param answer what the judge said
   * @param style CSS class: right, wrong or failed
   */
  public record Judged(String what, String answer, String style, Context context) {}

  /**
   * A piece of text.
   *
   * @param peak where the latent fires most, and how much; "" where it is silent
   */
  public record Context(List<Token> tokens, String peak) {}

  /**
   * A token with the latent's activation.
   *
   * @param opacity "" where the latent is silent, otherwise 0.12 to 1 for the share of the latent's
   *     maximum
   * @param marked whether the judge saw it highlighted
   */
  public record Token(String text, String opacity, boolean marked) {}

  /** Scores of a card. */
  private static final List<MetricId> SHOWN =
      List.of(
          MetricId.FUZZING_AUROC,
          MetricId.FUZZING_LEXICAL_AUROC,
          MetricId.DETECTION_AUROC,
          MetricId.DETECTION_LEXICAL_AUROC,
          MetricId.EMBEDDING_AUROC,
          MetricId.INTRUDER_ACCURACY,
          MetricId.SIMULATION_CORRELATION);

  static LatentCards of(List<StudyResults.Card> cards, Map<String, VariantStyle> styles) {
    Map<String, List<Card>> byHookPoint = new LinkedHashMap<>();
    for (StudyResults.Card card : cards) {
      VariantStyle style = styles.get(card.cell().key().variant().kind().id());
      byHookPoint
          .computeIfAbsent(card.cell().key().hookPoint().toString(), point -> new ArrayList<>())
          .add(card(card.card(), style));
    }
    return new LatentCards(
        byHookPoint.entrySet().stream()
            .map(entry -> new HookPoint(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static Card card(LatentCard card, VariantStyle style) {
    LatentSummary latent = card.summary();
    StringBuilder facts = new StringBuilder();
    for (MetricId metric : SHOWN) {
      double value = latent.values().value(metric);
      if (!Double.isNaN(value)) {
        facts
            .append(lowerCase(metric.definition().label()))
            .append(' ')
            .append(Numbers.plain(value))
            .append(" · ");
      }
    }
    facts.append("entropy ").append(Numbers.plain(latent.tokens().entropy())).append(" nats · ");
    facts.append("fires in ").append(Numbers.count(latent.activeWindows())).append(" windows");
    Explanation explanation = latent.explanation();
    return new Card(
        style,
        latent.index(),
        VisibleText.of(explanation.text()),
        explanation.failed()
            ? "no usable explanation: " + VisibleText.of(explanation.failure())
            : "",
        facts.toString(),
        card.contexts().stream()
            .map(window -> context(window, latent.maxActivation(), List.of()))
            .toList(),
        card.judged().stream().map(window -> judged(window, latent.maxActivation())).toList());
  }

  /** "fuzzing AUROC": labels stand in the middle of a line here. */
  private static String lowerCase(String label) {
    return label.substring(0, 1).toLowerCase(Locale.ROOT) + label.substring(1);
  }

  private static Judged judged(JudgedWindow window, double maximum) {
    Judgement judgement = window.judgement();
    String what =
        window.test().positive() ? "fires" : "silent, " + window.test().negatives() + " negative";
    if (judgement.failed()) {
      String answer = "no usable answer: " + VisibleText.of(judgement.failure());
      return new Judged(what, answer, "failed", context(window, maximum));
    }
    boolean right = judgement.predicted() == window.test().positive();
    String answer =
        "judge says %s, score %s"
            .formatted(judgement.predicted() ? "yes" : "no", Numbers.plain(judgement.score()));
    return new Judged(what, answer, right ? "right" : "wrong", context(window, maximum));
  }

  private static Context context(JudgedWindow window, double maximum) {
    return context(window.test().window(), maximum, window.judgement().highlighted());
  }

  private static Context context(ContextWindow window, double maximum, List<Integer> highlighted) {
    float[] activations = window.activations();
    List<Token> tokens = new ArrayList<>();
    int strongest = 0;
    for (int i = 0; i < activations.length; i++) {
      String text = VisibleText.of(window.tokenTexts().get(i).replace("\n", "⏎"));
      double share = maximum > 0 ? Math.min(1, activations[i] / maximum) : 0;
      boolean silent = !(share > 0);
      tokens.add(
          new Token(
              text,
              silent ? "" : String.format(Locale.ROOT, "%.2f", 0.12 + 0.88 * share),
              highlighted.contains(i)));
      strongest = activations[i] > activations[strongest] ? i : strongest;
    }
    boolean fires = activations.length > 0 && activations[strongest] > 0;
    return new Context(
        tokens,
        fires
            ? "peak %s on “%s”"
                .formatted(
                    Numbers.plain(activations[strongest]), tokens.get(strongest).text().strip())
            : "");
  }
}
