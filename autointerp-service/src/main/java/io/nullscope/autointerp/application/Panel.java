package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Judge;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who explains the latents and who answers the tests.
 *
 * @param explainer the study's explainer
 * @param main the study's judge
 * @param baseline beside a language model: makes the lexical explanation from the same windows,
 *     which the lexical respondents judge; the difference is what the model adds over a token list
 * @param embedding judges by the similarity of sentence embeddings; there when the study asks for
 *     it
 */
public record Panel(
    Explainer explainer,
    Respondents main,
    Optional<Explainer> baseline,
    Optional<Judge> embedding) {

  /** A lexical judge, which needs no baseline, for an explainer. */
  public static Panel lexical(Explainer explainer) {
    return new Panel(explainer, Respondents.lexical(), Optional.empty(), Optional.empty());
  }

  /** The main respondents, then those of the baseline if there is one. */
  Stream<Respondents> respondents() {
    return Stream.concat(
        Stream.of(main), baseline.stream().map(explainer -> Respondents.lexical()));
  }
}
