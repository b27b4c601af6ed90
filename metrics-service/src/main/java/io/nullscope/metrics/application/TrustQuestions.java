package io.nullscope.metrics.application;

import io.nullscope.metrics.application.TrustCard.Answer;
import io.nullscope.metrics.application.TrustCard.Question;
import io.nullscope.metrics.application.TrustCard.Says;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.LatentDiscrimination;
import io.nullscope.metrics.domain.Learned;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.TestWindow;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.Treatment;
import io.nullscope.study.VariantKey;
import io.nullscope.verdicts.StudentT;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers the questions of {@link TrustCard} from the results of a study. */
final class TrustQuestions {

  /** Of the interval of noise input over its draws. */
  private static final double CONFIDENCE = 0.95;

  private final List<Verdict> verdicts;
  private final List<CellRecord> cells;
  private final List<ControlCheck> checks;
  private final List<ScoreDiscrimination> discrimination;
  private final List<EqualReconstruction> equal;

  TrustQuestions(
      List<Verdict> verdicts,
      List<CellRecord> cells,
      List<ControlCheck> checks,
      List<ScoreDiscrimination> discrimination,
      List<EqualReconstruction> equal) {
    this.verdicts = verdicts;
    this.cells = cells;
    this.checks = checks;
    this.discrimination = discrimination;
    this.equal = equal;
  }

  /** By SAE configuration, then in the order of {@link MetricId}. */
  List<TrustCard> cards() {
    List<TrustCard> cards = new ArrayList<>();
    for (String sae : verdicts.stream().map(Verdict::sae).distinct().toList()) {
      for (MetricId metric : MetricId.values()) {
        if (isScore(metric) && !againstWeightNulls(sae, metric).isEmpty()) {
          cards.add(card(sae, metric));
        }
      }
    }
    return cards;
  }

  /** Scores against harder negatives answer a question about the score that they belong to. */
  private static boolean isScore(MetricId metric) {
    return metric.definition().role() == MetricRole.PRIMARY
        && metric.definition().learned() == Learned.HIGHER
        && scoreOf(metric).isEmpty();
  }

  /** The score of which this one is the same against same-token negatives. */
  private static Optional<MetricId> scoreOf(MetricId metric) {
    return Stream.of("fuzzing", "detection")
        .filter(scorer -> metric == MetricId.auroc(scorer, TestWindow.SAME_TOKEN))
        .map(MetricId::auroc)
        .findFirst();
  }

  private TrustCard card(String sae, MetricId metric) {
    Map<Question, Answer> answers = new EnumMap<>(Question.class);
    answers.put(Question.ABOVE_WEIGHT_NULLS, better(againstWeightNulls(sae, metric)));
    answers.put(Question.NOISE_AT_CHANCE, noise(sae, metric));
    answers.put(Question.SHUFFLED_AT_CHANCE, shuffled(sae, metric));
    answers.put(Question.SAME_TOKEN, sameToken(sae, metric));
    answers.put(Question.MATCHED, matched(sae, metric));
    answers.put(Question.ABOVE_UNTRAINED_SAE, better(againstUntrainedSaes(sae, metric)));
    return new TrustCard(sae, metric, answers);
  }

  private List<Verdict> againstWeightNulls(String sae, MetricId metric) {
    return verdicts(sae, metric)
        .filter(verdict -> verdict.nullSae().isEmpty() && Headline.isWeightNull(verdict.variant()))
        .toList();
  }

  private List<Verdict> againstUntrainedSaes(String sae, MetricId metric) {
    return verdicts(sae, metric).filter(verdict -> verdict.nullSae().isPresent()).toList();
  }

  private Stream<Verdict> verdicts(String sae, MetricId metric) {
    return verdicts.stream()
        .filter(verdict -> verdict.sae().equals(sae) && verdict.metric().equals(metric.id()))
        .filter(verdict -> verdict.hookPoint().equals(Subject.ALL));
  }

  /** Whether trained is better than each of these nulls: the worst of them decides. */
  private static Answer better(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return new Answer(Says.NOT_ASKED, "no such null in this study");
    }
    for (Conclusion worst :
        List.of(
            Conclusion.NULL_BETTER,
            Conclusion.EQUIVALENT,
            Conclusion.INCONCLUSIVE,
            Conclusion.UNREPLICATED,
            Conclusion.NOT_COMPARABLE,
            Conclusion.NOT_TESTED)) {
      List<String> nulls = nulls(verdicts, worst);
      if (!nulls.isEmpty()) {
        boolean no = worst == Conclusion.NULL_BETTER || worst == Conclusion.EQUIVALENT;
        List<String> better = nulls(verdicts, Conclusion.TRAINED_BETTER);
        return new Answer(
            no ? Says.NO : Says.OPEN,
            no || better.isEmpty()
                ? said(worst, nulls)
                : "%s; trained is better than %s".formatted(said(worst, nulls), list(better)));
      }
    }
    return new Answer(
        Says.YES, "trained is better than " + list(nulls(verdicts, Conclusion.TRAINED_BETTER)));
  }

  private static List<String> nulls(List<Verdict> verdicts, Conclusion conclusion) {
    return verdicts.stream()
        .filter(verdict -> verdict.conclusion() == conclusion)
        .map(verdict -> verdict.nullSae().orElse(verdict.variant()))
        .toList();
  }

  private static String said(Conclusion conclusion, List<String> nulls) {
    String names = list(nulls);
    return switch (conclusion) {
      case NULL_BETTER -> "%s %s better".formatted(names, nulls.size() == 1 ? "is" : "are");
      case EQUIVALENT -> "%s %s as good".formatted(names, nulls.size() == 1 ? "is" : "are");
      case INCONCLUSIVE -> "against %s the draws do not decide".formatted(names);
      case UNREPLICATED -> "%s was drawn or trained too few times".formatted(names);
      default -> "against %s it cannot be compared".formatted(names);
    };
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }

  /** The mean of each draw of noise input over its cells; all of them must be near chance. */
  private Answer noise(String sae, MetricId metric) {
    OptionalDouble chance = metric.definition().chance();
    Map<VariantKey, List<Double>> draws =
        cells.stream()
            .filter(cell -> cell.key().variant().kind().treatment() == Treatment.CONTROL)
            .filter(cell -> cell.key().sae().equals(sae))
            .filter(cell -> value(cell, metric).isPresent())
            .collect(
                Collectors.groupingBy(
                    cell -> cell.key().variant(),
                    () -> new TreeMap<>(Comparator.comparing(VariantKey::id)),
                    Collectors.mapping(
                        cell -> value(cell, metric).orElseThrow(), Collectors.toList())));
    if (chance.isEmpty() || draws.isEmpty()) {
      return new Answer(
          Says.NOT_ASKED, chance.isEmpty() ? "the score has no chance level" : "no noise input");
    }
    double[] means =
        draws.values().stream()
            .mapToDouble(values -> values.stream().mapToDouble(v -> v).average().orElseThrow())
            .toArray();
    return atChance(means, chance.getAsDouble(), metric.definition().margin());
  }

  private Answer atChance(double[] draws, double chance, double margin) {
    double mean = Arrays.stream(draws).average().orElseThrow();
    if (draws.length < 2) {
      return new Answer(Says.OPEN, "one draw of noise input, at %s".formatted(number(mean)));
    }
    double squares = Arrays.stream(draws).map(x -> (x - mean) * (x - mean)).sum();
    double half =
        Math.sqrt(squares / (draws.length - 1) / draws.length)
            * StudentT.halfWidth(CONFIDENCE, draws.length - 1);
    String detail =
        "noise input gives %s [%s, %s], chance is %s"
            .formatted(number(mean), number(mean - half), number(mean + half), number(chance));
    if (Math.abs(mean - chance) + half <= margin) {
      return new Answer(Says.YES, detail);
    }
    return new Answer(Math.abs(mean - chance) - half > margin ? Says.NO : Says.OPEN, detail);
  }

  private static Optional<Double> value(CellRecord cell, MetricId metric) {
    return Optional.ofNullable(cell.metrics().get(metric.id()))
        .filter(MetricValue::defined)
        .map(MetricValue::value);
  }

  private Answer shuffled(String sae, MetricId metric) {
    String scorer = metric.id().substring(0, metric.id().indexOf('.'));
    return checks.stream()
        .filter(check -> check.sae().equals(sae))
        .filter(check -> check.variant().treatment() == Treatment.TRAINED)
        .filter(check -> check.metric().id().startsWith(scorer + "."))
        .findFirst()
        .map(TrustQuestions::shuffled)
        .orElse(new Answer(Says.NOT_ASKED, "the score needs no explanation"));
  }

  private static Answer shuffled(ControlCheck check) {
    String detail =
        "with explanations of other latents it is %s, chance is %s"
            .formatted(number(check.value().value()), number(check.chance()));
    return new Answer(
        check.passed().map(passed -> passed ? Says.YES : Says.NO).orElse(Says.OPEN), detail);
  }

  private Answer sameToken(String sae, MetricId metric) {
    return Stream.of(MetricId.values())
        .filter(other -> scoreOf(other).filter(metric::equals).isPresent())
        .findFirst()
        .map(other -> better(againstWeightNulls(sae, other)))
        .map(
            answer ->
                answer.says() == Says.NOT_ASKED
                    ? new Answer(Says.NOT_ASKED, "no same-token negatives in this study")
                    : new Answer(
                        answer.says(), "against negatives with the same token, " + answer.detail()))
        .orElse(new Answer(Says.NOT_ASKED, "the score has no negatives"));
  }

  /** Of the two kinds of matching, the one that speaks against the score more. */
  private Answer matched(String sae, MetricId metric) {
    Answer latents = matchedLatents(sae, metric);
    Optional<Answer> reconstruction = equalReconstruction(sae, metric);
    return Stream.of(Says.NO, Says.OPEN, Says.YES)
        .flatMap(
            says ->
                Stream.concat(Stream.of(latents), reconstruction.stream())
                    .filter(answer -> answer.says() == says))
        .findFirst()
        .orElse(latents);
  }

  /** Empty for a study of one sparsity. */
  private Optional<Answer> equalReconstruction(String sae, MetricId metric) {
    List<EqualReconstruction> all =
        equal.stream()
            .filter(of -> of.sae().equals(sae) && of.metric() == metric)
            .filter(of -> Headline.isWeightNull(of.variant().id()))
            // Where k fixes L0, the smallest and the largest have nobody beside them.
            .filter(of -> of.defined() || of.matchedOn() == MetricId.R2_GLOBAL_CENTERED)
            .toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Optional<EqualReconstruction> worst =
        all.stream()
            .filter(EqualReconstruction::defined)
            .min(Comparator.comparingDouble(EqualReconstruction::ciHigh));
    if (worst.isPresent() && worst.get().ciHigh() <= 0) {
      return Optional.of(new Answer(Says.NO, detail(worst.get())));
    }
    return all.stream()
        .filter(of -> !of.defined())
        .findFirst()
        .map(
            of ->
                new Answer(
                    Says.OPEN,
                    "against %s nothing is comparable at equal R²: %s"
                        .formatted(of.variant(), of.reason())))
        .or(
            () ->
                Optional.of(
                    new Answer(
                        all.stream().allMatch(of -> of.ciLow() > 0) ? Says.YES : Says.OPEN,
                        detail(worst.orElseThrow()))));
  }

  private static String detail(EqualReconstruction of) {
    return "at equal %s, trained minus %s is %s [%s, %s]"
        .formatted(
            of.matchedOn() == MetricId.L0_MEAN ? "L0" : "R²",
            of.variant(),
            number(of.effect()),
            number(of.ciLow()),
            number(of.ciHigh()));
  }

  /**
   * Within quintiles, all intervals must stay above one half for a yes; the lowest is shown. A null
   * of which too few latents can be matched leaves it open: what is not known speaks for nobody.
   */
  private Answer matchedLatents(String sae, MetricId metric) {
    List<Matched> all =
        discrimination.stream()
            .filter(of -> of.sae().equals(sae) && of.metric() == metric)
            .filter(of -> Headline.isWeightNull(of.variant().id()))
            .flatMap(TrustQuestions::matched)
            .toList();
    if (all.isEmpty()) {
      return new Answer(Says.NOT_ASKED, "no latents to match");
    }
    // NaN, of latents that cannot be matched, comes last.
    Matched worst =
        Collections.min(all, Comparator.comparingDouble(matched -> matched.value().ciHigh()));
    LatentDiscrimination value = worst.value();
    String detail =
        "of latents with equal %s, a trained one scores above one of %s in %s of pairs [%s, %s]"
            .formatted(
                worst.by(),
                worst.variant(),
                number(value.auroc()),
                number(value.ciLow()),
                number(value.ciHigh()));
    if (value.ciHigh() <= 0.5) {
      return new Answer(Says.NO, detail);
    }
    for (Matched matched : all) {
      if (Double.isNaN(matched.value().auroc())) {
        return new Answer(
            Says.OPEN,
            "too few latents of trained and %s have equal %s"
                .formatted(matched.variant(), matched.by()));
      }
    }
    return new Answer(
        all.stream().allMatch(matched -> matched.value().ciLow() > 0.5) ? Says.YES : Says.OPEN,
        detail);
  }

  private record Matched(String by, String variant, LatentDiscrimination value) {}

  private static Stream<Matched> matched(ScoreDiscrimination of) {
    String variant = of.variant().id();
    return Stream.concat(
        Stream.of(new Matched("firing frequency", variant, of.withinFrequency())),
        of.withinEntropy().stream().map(value -> new Matched("token entropy", variant, value)));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }
}
