package io.nullscope.metrics.adapter.wire;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.RocPoint;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.v1.SplitPositions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Metric values, curves and units. */
public final class MetricMessages {

  private MetricMessages() {}

  public static io.nullscope.v1.CellMetrics toWire(CellMetrics metrics) {
    io.nullscope.v1.CellMetrics.Builder message = io.nullscope.v1.CellMetrics.newBuilder();
    metrics.metrics().forEach((id, value) -> message.putMetrics(id, toWire(value)));
    metrics.rocCurves().forEach((scorer, curve) -> message.putRocCurves(scorer, toWire(curve)));
    metrics.counts().ifPresent(counts -> message.setCounts(toWire(counts)));
    metrics.positions().ifPresent(positions -> message.setPositions(toWire(positions)));
    metrics.units().forEach((id, units) -> message.putUnits(id, toWire(units)));
    return message.build();
  }

  public static CellMetrics toDomain(io.nullscope.v1.CellMetrics message) {
    Map<String, MetricValue> metrics = new TreeMap<>();
    message.getMetricsMap().forEach((id, value) -> metrics.put(id, toDomain(value)));
    Map<String, RocCurve> curves = new TreeMap<>();
    message.getRocCurvesMap().forEach((scorer, curve) -> curves.put(scorer, toDomain(curve)));
    Map<String, UnitValues> units = new TreeMap<>();
    message.getUnitsMap().forEach((id, values) -> units.put(id, toDomain(values)));
    return new CellMetrics(
        metrics,
        curves,
        message.hasCounts() ? Optional.of(toDomain(message.getCounts())) : Optional.empty(),
        message.hasPositions() ? Optional.of(toDomain(message.getPositions())) : Optional.empty(),
        units);
  }

  public static io.nullscope.v1.MetricValue toWire(MetricValue value) {
    return io.nullscope.v1.MetricValue.newBuilder()
        .setValue(value.value())
        .setCiLow(value.ciLow())
        .setCiHigh(value.ciHigh())
        .setN(value.n())
        .setNote(value.note())
        .build();
  }

  static MetricValue toDomain(io.nullscope.v1.MetricValue message) {
    return new MetricValue(
        message.getValue(),
        message.getCiLow(),
        message.getCiHigh(),
        message.getN(),
        message.getNote());
  }

  public static io.nullscope.v1.RocCurve toWire(RocCurve curve) {
    io.nullscope.v1.RocCurve.Builder message = io.nullscope.v1.RocCurve.newBuilder();
    for (RocPoint point : curve.points()) {
      message
          .addPointsBuilder()
          .setFalsePositiveRate(point.falsePositiveRate())
          .setTruePositiveRate(point.truePositiveRate());
    }
    return message.build();
  }

  static RocCurve toDomain(io.nullscope.v1.RocCurve message) {
    return new RocCurve(
        message.getPointsList().stream()
            .map(p -> new RocPoint(p.getFalsePositiveRate(), p.getTruePositiveRate()))
            .toList());
  }

  public static io.nullscope.v1.CellCounts toWire(CellCounts counts) {
    io.nullscope.v1.CellCounts.Builder message =
        io.nullscope.v1.CellCounts.newBuilder()
            .setLatentsAlive(Math.toIntExact(counts.latentsAlive()))
            .setLatentsEligible(Math.toIntExact(counts.latentsEligible()))
            .setLatentsScored(Math.toIntExact(counts.latentsScored()))
            .setJudgeFailures(Math.toIntExact(counts.judgeFailures()))
            .setUsage(UsageMessages.toWire(counts.usage()));
    counts
        .judgeFailuresByReason()
        .forEach((reason, n) -> message.putJudgeFailuresByReason(reason, Math.toIntExact(n)));
    return message.build();
  }

  public static io.nullscope.v1.CellPositions toWire(CellPositions positions) {
    io.nullscope.v1.CellPositions.Builder message =
        io.nullscope.v1.CellPositions.newBuilder().setTopPercentShare(positions.topPercentShare());
    positions.medianNorm().ifPresent(message::setMedianNorm);
    positions
        .splits()
        .forEach(
            (name, split) -> {
              SplitPositions.Builder of =
                  message.addSplitsBuilder().setSplit(name).setAll(split.all());
              split
                  .leftOut()
                  .forEach((reason, n) -> of.addLeftOutBuilder().setReason(reason).setPositions(n));
            });
    return message.build();
  }

  public static CellPositions toDomain(io.nullscope.v1.CellPositions message) {
    Map<String, CellPositions.Split> splits = new LinkedHashMap<>();
    for (SplitPositions split : message.getSplitsList()) {
      Map<String, Long> leftOut = new LinkedHashMap<>();
      split
          .getLeftOutList()
          .forEach(reason -> leftOut.put(reason.getReason(), reason.getPositions()));
      splits.put(split.getSplit(), new CellPositions.Split(split.getAll(), leftOut));
    }
    return new CellPositions(
        splits,
        message.hasMedianNorm()
            ? OptionalDouble.of(message.getMedianNorm())
            : OptionalDouble.empty(),
        message.getTopPercentShare());
  }

  static CellCounts toDomain(io.nullscope.v1.CellCounts message) {
    Map<String, Long> failures = new TreeMap<>();
    message
        .getJudgeFailuresByReasonMap()
        .forEach((reason, count) -> failures.put(reason, Integer.toUnsignedLong(count)));
    return new CellCounts(
        message.getLatentsAlive(),
        message.getLatentsEligible(),
        message.getLatentsScored(),
        failures,
        UsageMessages.toDomain(message.getUsage()));
  }

  private static io.nullscope.v1.UnitValues toWire(UnitValues units) {
    return io.nullscope.v1.UnitValues.newBuilder()
        .addAllValues(boxed(units.values()))
        .addAllWeights(boxed(units.weights()))
        .build();
  }

  private static UnitValues toDomain(io.nullscope.v1.UnitValues message) {
    return UnitValues.of(plain(message.getValuesList()), plain(message.getWeightsList()));
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static double[] plain(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
