package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Explains a latent by the tokens it fires on, without a language model: the smallest set of tokens
 * that covers a given share of its activation mass in the explanation windows. The mass of a token
 * is the sum of the activations over its occurrences; its weight is its share of the whole mass, so
 * the weights of an explanation add up to the share it covers. Tokens of equal mass go by ascending
 * id.
 */
public final class LexicalExplainer implements Explainer {

  /** Slack for the rounding of the sums, so that four fifths of the mass count as 0.8 of it. */
  private static final double ROUNDING = 1e-12;

  private final double coverage;
  private final int maxTokens;
  private final TokenTexts texts;

  /**
   * Explains with few tokens.
   *
   * @param coverage share of the mass to cover, above 0 and at most 1
   * @param maxTokens the most tokens to name, whatever they cover
   * @param texts the text of each token
   */
  public LexicalExplainer(double coverage, int maxTokens, TokenTexts texts) {
    if (!(coverage > 0 && coverage <= 1)) {
      throw new IllegalArgumentException(
          "coverage %s: a share lies above 0 and at most 1".formatted(coverage));
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "at most %d tokens: an explanation needs at least one".formatted(maxTokens));
    }
    this.coverage = coverage;
    this.maxTokens = maxTokens;
    this.texts = texts;
  }

  @Override
  public String kind() {
    return "lexical";
  }

  /**
   * Weighs the tokens of the windows in which the latent fires; looks at no others.
   *
   * @throws IllegalArgumentException if the latent is silent in all windows
   */
  @Override
  public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
    List<TokenMass> heaviestFirst = masses(firing);
    double total = heaviestFirst.stream().mapToDouble(TokenMass::mass).reduce(0, Double::sum);
    if (total == 0) {
      throw new IllegalArgumentException(
          "latent %d is silent in all %d explanation windows: choose windows in which it fires"
              .formatted(latent, firing.size()));
    }

    List<WeightedToken> tokens = new ArrayList<>();
    double covered = 0;
    for (TokenMass token : heaviestFirst) {
      if (tokens.size() == maxTokens || covered >= coverage * total * (1 - ROUNDING)) {
        break;
      }
      covered += token.mass();
      tokens.add(
          new WeightedToken(token.tokenId(), texts.text(token.tokenId()), token.mass() / total));
    }
    return new Explanation(describe(tokens, covered / total), tokens);
  }

  private static List<TokenMass> masses(List<Window> windows) {
    Map<Integer, Double> masses = new HashMap<>();
    for (Window window : windows) {
      for (int i = 0; i < window.length(); i++) {
        if (window.activation(i) > 0) {
          masses.merge(window.tokenId(i), (double) window.activation(i), Double::sum);
        }
      }
    }
    return masses.entrySet().stream()
        .map(entry -> new TokenMass(entry.getKey(), entry.getValue()))
        .sorted()
        .toList();
  }

  private static String describe(List<WeightedToken> tokens, double covered) {
    StringBuilder text = new StringBuilder("fires on ");
    for (WeightedToken token : tokens) {
      text.append(quote(token.text())).append(percent(" (%.1f %%), ", token.weight()));
    }
    text.setLength(text.length() - 2);
    return text.append(percent("; together %.1f %% of its activation", covered)).toString();
  }

  private static String percent(String format, double share) {
    return String.format(Locale.ROOT, format, 100 * share);
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Character.isISOControl(c)) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  /** Orders by descending mass, then ascending id. */
  private record TokenMass(int tokenId, double mass) implements Comparable<TokenMass> {

    @Override
    public int compareTo(TokenMass other) {
      int byMass = Double.compare(other.mass, mass);
      return byMass != 0 ? byMass : Integer.compare(tokenId, other.tokenId);
    }
  }
}
