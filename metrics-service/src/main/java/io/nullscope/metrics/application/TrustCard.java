package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.MetricId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this study says about one score: may a high value be read as structure that the model has
 * learned? Six questions, each with its own answer; they are not added up.
 *
 * @param metric a primary metric whose higher value would mean that something was learned
 * @param answers one for each question, in their order
 */
public record TrustCard(String sae, MetricId metric, Map<Question, Answer> answers) {

  /** What is asked of every score. */
  public enum Question {
    /** Is trained better than every null of the weights? */
    ABOVE_WEIGHT_NULLS("better than random weights?"),
    /** Is the score at chance where the input is noise? */
    NOISE_AT_CHANCE("noise at chance?"),
    /** Is the score at chance with explanations of other latents? */
    SHUFFLED_AT_CHANCE("wrong explanations at chance?"),
    /** Is trained still better where negatives hold the very token of the positives? */
    SAME_TOKEN("same tokens told apart?"),
    /** Is trained still better among latents that fire as often, on as many tokens? */
    MATCHED("still better, latents matched?"),
    /** Is the trained SAE better than one that was never trained? */
    ABOVE_UNTRAINED_SAE("better than an untrained SAE?");

    private final String label;

    Question(String label) {
      this.label = label;
    }

    /** The question in a few words. */
    public String label() {
      return label;
    }
  }

  /** What a study can say. */
  public enum Says {
    YES,
    NO,
    /** The study has tried, and cannot tell. */
    OPEN,
    /** The study has nothing that would answer it. */
    NOT_ASKED
  }

  /**
   * An answer with its reason.
   *
   * @param detail numbers and names behind it, for people
   */
  public record Answer(Says says, String detail) {}

  public TrustCard {
    answers = new EnumMap<>(answers);
  }

  /** The cards of all scores that a study has compared. */
  static List<TrustCard> of(StudyResults results) {
    return new TrustQuestions(
            results.verdicts(),
            results.cells().stream().map(StudyResults.Cell::record).toList(),
            results.checks(),
            results.discrimination(),
            results.equalReconstruction())
        .cards();
  }

  public Answer answer(Question question) {
    return answers.get(question);
  }

  /** What to make of a high value, in a sentence. */
  public String conclusion() {
    Answer above = answer(Question.ABOVE_WEIGHT_NULLS);
    Optional<Question> failed =
        answers.keySet().stream()
            .filter(question -> answer(question).says() == Says.NO)
            .findFirst();
    return switch (above.says()) {
      case NO -> "A high value is no sign of learned structure: %s.".formatted(above.detail());
      case OPEN, NOT_ASKED -> "Not known: %s.".formatted(above.detail());
      case YES ->
          failed
              .map(
                  question ->
                      "Better than random weights, but do not rest on it: %s."
                          .formatted(answer(question).detail()))
              .orElse("Sees something that was learned.");
    };
  }
}
