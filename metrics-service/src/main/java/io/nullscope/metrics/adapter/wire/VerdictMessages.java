package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.Evidence;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Scope;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import java.util.List;
import java.util.Optional;

/** Verdicts. What follows from the rest (direction, reading, sentence) is written, never read. */
public final class VerdictMessages {

  private VerdictMessages() {}

  public static io.nullscope.v1.Verdict toWire(Verdict verdict) {
    Evidence evidence = verdict.evidence();
    return io.nullscope.v1.Verdict.newBuilder()
        .setMetric(verdict.metric())
        .setRole(verdict.subject().role().name())
        .setSae(verdict.sae())
        .setVariant(verdict.variant())
        .setNullSae(verdict.nullSae().orElse(""))
        .setHookPoint(verdict.hookPoint())
        .setEffect(evidence.effect())
        .setCiLow(evidence.ciLow())
        .setCiHigh(evidence.ciHigh())
        .setScope(evidence.scope().name())
        .setDraws(evidence.draws())
        .setSaeSeeds(evidence.saeSeeds())
        .setSdDraws(evidence.sdDraws())
        .setSdWithin(evidence.sdWithin())
        .setDegreesOfFreedom(evidence.df())
        .setPValue(evidence.pValue())
        .setPAdjusted(evidence.pAdjusted())
        .setMargin(evidence.margin())
        .setProbabilityAbove(evidence.probabilityAbove())
        .setRank(evidence.rank())
        .setDetectable(evidence.detectable())
        .setVerdict(verdict.conclusion().name())
        .setDirection(verdict.direction().name())
        .setReading(verdict.reading().name())
        .setReason(verdict.reason())
        .setSentence(verdict.sentence())
        .build();
  }

  public static io.nullscope.v1.Verdicts toWire(List<Verdict> verdicts) {
    io.nullscope.v1.Verdicts.Builder message = io.nullscope.v1.Verdicts.newBuilder();
    verdicts.forEach(verdict -> message.addVerdicts(toWire(verdict)));
    return message.build();
  }

  public static List<Verdict> toDomain(io.nullscope.v1.Verdicts message) {
    return message.getVerdictsList().stream().map(VerdictMessages::toDomain).toList();
  }

  public static Verdict toDomain(io.nullscope.v1.Verdict message) {
    return new Verdict(
        new Subject(
            message.getMetric(),
            MetricRole.valueOf(message.getRole()),
            message.getSae(),
            message.getVariant(),
            Optional.of(message.getNullSae()).filter(sae -> !sae.isEmpty()),
            message.getHookPoint()),
        new Evidence(
            message.getEffect(),
            message.getCiLow(),
            message.getCiHigh(),
            Scope.valueOf(message.getScope()),
            message.getDraws(),
            message.getSaeSeeds(),
            message.getSdDraws(),
            message.getSdWithin(),
            message.getDegreesOfFreedom(),
            message.getPValue(),
            message.getPAdjusted(),
            message.getMargin(),
            message.getProbabilityAbove(),
            message.getRank(),
            message.getDetectable()),
        Conclusion.valueOf(message.getVerdict()),
        message.getReason());
  }
}
