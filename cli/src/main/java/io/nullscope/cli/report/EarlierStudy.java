package io.nullscope.cli.report;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.nullscope.study.StudySpec;
import io.nullscope.verdicts.SampledUnits;
import io.nullscope.verdicts.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The spreads that an earlier study found, from its results.json: of each primary metric that of
 * the null, under the SAE configuration, whose draws varied most. Sampling is scaled to the size of
 * the planned study.
 */
public final class EarlierStudy implements Variation {

  private static final String ALL_HOOK_POINTS = "all";
  private static final double MISSING = Double.NaN;

  private final Path file;
  private final String model;
  private final double latents;
  private final double probedLatents;
  private final double hookPoints;
  private final double evalTokens;
  private final List<Struct> verdicts;

  private EarlierStudy(Path file, Struct results) {
    this.file = file;
    Struct spec = object(results, "spec");
    this.model = text(object(spec, "model"), "source");
    this.latents = number(object(spec, "autointerp"), "latents");
    this.probedLatents = number(object(spec, "probes"), "latents");
    this.evalTokens = number(object(spec, "corpus"), "evalTokens");
    this.hookPoints =
        list(results, "cells").stream().map(cell -> text(cell, "hookPoint")).distinct().count();
    this.verdicts =
        list(results, "verdicts").stream()
            .filter(verdict -> text(verdict, "hookPoint").equals(ALL_HOOK_POINTS))
            .filter(verdict -> text(verdict, "role").equals("PRIMARY"))
            .filter(verdict -> text(verdict, "scope").equals("DRAWS"))
            .filter(verdict -> number(verdict, "sdDraws") > 0)
            .toList();
  }

  /**
   * Reads the file.
   *
   * @throws UnreadableResultsException when there are no spreads in it; the message says why
   */
  public static EarlierStudy read(Path file) {
    Struct.Builder results = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(Files.readString(file), results);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableResultsException(
          "--from %s is no JSON object; give the results.json of a study.".formatted(file));
    } catch (IOException e) {
      throw new UnreadableResultsException(
          "--from %s cannot be read (%s); give the results.json of a study."
              .formatted(file, Files.exists(file) ? e.getMessage() : "no such file"));
    }
    EarlierStudy earlier = new EarlierStudy(file, results.build());
    if (earlier.verdicts.isEmpty()
        || !(earlier.latents > 0 && earlier.evalTokens > 0 && earlier.hookPoints > 0)) {
      throw new UnreadableResultsException(
          "--from %s holds no verdict over two draws or more of a null; give the results.json of a study that has some (schema version 5 or later), or leave --from out."
              .formatted(file));
    }
    return earlier;
  }

  @Override
  public List<OfMetric> of(StudySpec spec, int saeSeeds, int points) {
    Map<String, OfMetric> widest = new LinkedHashMap<>();
    for (Struct verdict : verdicts) {
      if (SampledUnits.of(text(verdict, "metric")) == SampledUnits.PROBED_LATENTS
          && !spec.probes().enabled()) {
        continue;
      }
      OfMetric here = scaled(verdict, spec, saeSeeds, points);
      widest.merge(
          here.metric(), here, (a, b) -> a.spread().deviation() >= b.spread().deviation() ? a : b);
    }
    return new ArrayList<>(widest.values());
  }

  private OfMetric scaled(Struct verdict, StudySpec spec, int saeSeeds, int points) {
    String metric = text(verdict, "metric");
    double cells = (double) saeSeeds * points / (number(verdict, "saeSeeds") * hookPoints);
    double units =
        switch (SampledUnits.of(metric)) {
          case DOCUMENTS -> spec.corpus().evalTokens() / evalTokens;
          case SCORED_LATENTS -> cells * spec.autointerp().latents() / latents;
          case PROBED_LATENTS -> cells * spec.probes().latents() / probedLatents;
          case DICTIONARY -> cells;
        };
    Spread found =
        Spread.found(
            number(verdict, "sdDraws"),
            number(verdict, "sdWithin"),
            number(verdict, "df"),
            (int) number(verdict, "draws"));
    return new OfMetric(metric, number(verdict, "margin"), found.withUnits(units));
  }

  @Override
  public String source(StudySpec spec) {
    String same =
        model.equals(spec.model().source())
            ? ""
            : " That study is of another model, %s: its spreads need not be those of this one."
                .formatted(model);
    return "Spreads are those that %s found, of the null whose draws varied most.".formatted(file)
        + same;
  }

  private static Struct object(Struct of, String key) {
    return of.getFieldsOrDefault(key, Value.getDefaultInstance()).getStructValue();
  }

  private static List<Struct> list(Struct of, String key) {
    ListValue list = of.getFieldsOrDefault(key, Value.getDefaultInstance()).getListValue();
    return list.getValuesList().stream().map(Value::getStructValue).toList();
  }

  private static String text(Struct of, String key) {
    return of.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
  }

  private static double number(Struct of, String key) {
    Value value = of.getFieldsOrDefault(key, Value.getDefaultInstance());
    return value.hasNumberValue() ? value.getNumberValue() : MISSING;
  }
}
