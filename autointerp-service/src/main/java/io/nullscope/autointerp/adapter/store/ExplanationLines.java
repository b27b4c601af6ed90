package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.CanonicalJson;
import io.nullscope.autointerp.application.languagemodel.PlainText;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.transformer.JsonProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Explanations as JSON lines, one for each latent.
 *
 * <pre>
 * {"variant": "trained", "variantSeed": 0, "hookPoint": "layers.0", "sae": "topk", "saeSeed": 0,
 *  "latent": 12, "explanation": "names of cities"}
 * </pre>
 *
 * <p>{@code variantSeed}, {@code sae} and {@code saeSeed} may be left out where the study has only
 * one. Lines about cells that the study does not have are read and not used, so that one file may
 * serve several studies.
 */
final class ExplanationLines {

  /** Longest explanation, in characters; prompts repeat it many times. */
  static final int MAX_CHARACTERS = 2000;

  /** Problems that are told; a file that is wrong throughout has as many as lines. */
  static final int REPORTED = 20;

  private static final List<String> FIELDS =
      List.of("variant", "variantSeed", "hookPoint", "sae", "saeSeed", "latent", "explanation");

  private static final int QUOTED = 60;

  private final StudySpec study;
  private final Map<CellKey, Map<Integer, Line>> cells = new HashMap<>();
  private final List<String> reported = new ArrayList<>();
  private int wrong;

  private record Line(int number, String explanation) {}

  ExplanationLines(StudySpec study) {
    this.study = study;
  }

  /** Reads a whole file; empty lines do not count as explanations. */
  void read(byte[] file) {
    int number = 1;
    for (int start = 0; start < file.length; number++) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      byte[] line = Arrays.copyOfRange(file, start, end);
      start = end + 1;
      if (!isBlank(line)) {
        try {
          read(number, line);
        } catch (IllegalArgumentException e) {
          wrong++;
          if (reported.size() < REPORTED) {
            reported.add("line " + number + ": " + e.getMessage());
          }
        }
      }
    }
  }

  /** What is wrong, the first lines of it; empty when all is right. */
  String problems() {
    String told = String.join("; ", reported);
    return wrong <= REPORTED ? told : told + "; and " + (wrong - REPORTED) + " more wrong lines";
  }

  /** The explanations of a cell by latent. */
  Map<Integer, String> of(CellKey cell) {
    Map<Integer, String> texts = new HashMap<>();
    cells
        .getOrDefault(cell, Map.of())
        .forEach((latent, line) -> texts.put(latent, line.explanation()));
    return texts;
  }

  private static boolean isBlank(byte[] line) {
    for (byte c : line) {
      if (c != ' ' && c != '\t' && c != '\r') {
        return false;
      }
    }
    return true;
  }

  private void read(int number, byte[] json) {
    Map<String, Object> line;
    try {
      line = CanonicalJson.readObject(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("is no JSON object: " + JsonProblem.reason(e), e);
    }
    // The file may be none of ours: then nothing of it is told.
    if (line.keySet().stream()
        .noneMatch(field -> FIELDS.stream().anyMatch(field::equalsIgnoreCase))) {
      throw new IllegalArgumentException("has none of the fields " + String.join(", ", FIELDS));
    }
    for (String field : line.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            "has the field " + quoted(field) + "; there are " + String.join(", ", FIELDS));
      }
    }
    int latent =
        Math.toIntExact(whole(line, "latent", Integer.MAX_VALUE).orElseThrow(missing("latent")));
    String explanation = explanation(line);
    Optional<CellKey> cell = cell(line);
    if (cell.isPresent()) {
      Line earlier =
          cells
              .computeIfAbsent(cell.get(), any -> new HashMap<>())
              .putIfAbsent(latent, new Line(number, explanation));
      if (earlier != null) {
        throw new IllegalArgumentException(
            "explains latent %d of %s, as line %d does; keep one of them"
                .formatted(latent, cell.get(), earlier.number()));
      }
    }
  }

  private static String explanation(Map<String, Object> line) {
    String text = text(line, "explanation").orElseThrow(missing("explanation"));
    String plain = PlainText.line(text, Integer.MAX_VALUE);
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("has an empty explanation; leave the line out");
    }
    if (plain.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "has an explanation of %d characters; at most %d are possible"
              .formatted(plain.length(), MAX_CHARACTERS));
    }
    return plain;
  }

  /** The cell that a line is about; empty when the study has no such variant or SAE. */
  private Optional<CellKey> cell(Map<String, Object> line) {
    VariantKind kind = VariantKind.fromId(text(line, "variant").orElseThrow(missing("variant")));
    HookPoint hookPoint =
        HookPoint.parse(text(line, "hookPoint").orElseThrow(missing("hookPoint")));
    Optional<Long> variantSeed = whole(line, "variantSeed", Long.MAX_VALUE);
    Optional<String> name = text(line, "sae");
    Optional<Long> saeSeed = whole(line, "saeSeed", Long.MAX_VALUE);

    List<Long> seeds =
        study.variantKeys().stream()
            .filter(key -> key.kind().equals(kind))
            .map(VariantKey::seed)
            .toList();
    List<String> names = study.saes().stream().map(SaeSpec::name).toList();
    if (seeds.isEmpty() || name.filter(given -> !names.contains(given)).isPresent()) {
      return Optional.empty();
    }
    String sae = name.orElseGet(() -> only("sae", names));
    return Optional.of(
        new CellKey(
            new VariantKey(kind, variantSeed.orElseGet(() -> only("variantSeed", seeds))),
            hookPoint,
            sae,
            saeSeed.orElseGet(() -> only("saeSeed", study.sae(sae).seeds()))));
  }

  private static <T> T only(String field, List<T> values) {
    if (values.size() > 1) {
      throw new IllegalArgumentException(
          "lacks %s, of which the study has more than one: %s".formatted(field, values));
    }
    return values.get(0);
  }

  private static Optional<String> text(Map<String, Object> line, String field) {
    Object value = line.get(field);
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(
          field + " must be text in quotes, but is " + quoted(value));
    }
    return Optional.ofNullable((String) value);
  }

  private static Optional<Long> whole(Map<String, Object> line, String field, long max) {
    Object value = line.get(field);
    if (value != null && !(value instanceof Long number && number >= 0 && number <= max)) {
      throw new IllegalArgumentException(
          field + " must be a whole number from 0, but is " + quoted(value));
    }
    return Optional.ofNullable((Long) value);
  }

  private static Supplier<IllegalArgumentException> missing(String field) {
    return () -> new IllegalArgumentException("lacks " + field);
  }

  private static String quoted(Object value) {
    return '"' + PlainText.line(String.valueOf(value), QUOTED) + '"';
  }
}
