package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.LatentCard;
import io.nullscope.metrics.application.LatentSummary;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.ContextWindow;
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
      String facts,
      List<List<Token>> contexts) {}

  /**
   * A token with its highlight.
   *
   * @param opacity "" where the latent is silent, otherwise 0.12 to 1 for the share of the latent's
   *     maximum
   */
  public record Token(String text, String opacity, String title) {}

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
    latent
        .scores()
        .forEach(
            (scorer, score) ->
                facts
                    .append(scorer)
                    .append(" AUROC ")
                    .append(Numbers.plain(score.auroc()))
                    .append(" · "));
    facts.append("entropy ").append(Numbers.plain(latent.tokens().entropy())).append(" nats · ");
    facts.append("fires in ").append(Numbers.count(latent.activeWindows())).append(" windows");
    return new Card(
        style,
        latent.index(),
        latent.explanation(),
        facts.toString(),
        card.contexts().stream().map(window -> tokens(window, latent.maxActivation())).toList());
  }

  private static List<Token> tokens(ContextWindow window, double maximum) {
    float[] activations = window.activations();
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < activations.length; i++) {
      String text = window.tokenTexts().get(i).replace("\n", "⏎");
      double share = maximum > 0 ? Math.min(1, activations[i] / maximum) : 0;
      boolean silent = !(share > 0);
      tokens.add(
          new Token(
              text,
              silent ? "" : String.format(Locale.ROOT, "%.2f", 0.12 + 0.88 * share),
              silent ? "" : "activation " + Numbers.plain(activations[i])));
    }
    return tokens;
  }
}
