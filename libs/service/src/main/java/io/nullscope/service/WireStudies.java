package io.nullscope.service;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.messaging.RejectedException;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.ModelShape;
import io.nullscope.study.SpecError;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.study.VariantKey;
import io.nullscope.study.VariantKind;
import io.nullscope.v1.StudyContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conversion between the wire types of a study and the domain's. Wire values come from outside and
 * are checked.
 */
public final class WireStudies {

  /** A fact carries a study that this service does not understand. */
  static final String INCOMPATIBLE_STUDY = "INCOMPATIBLE_STUDY";

  private static final Logger LOGGER = LoggerFactory.getLogger(WireStudies.class);

  /** More errors than these nobody reads, and they have to fit into a fact. */
  private static final int LISTED_ERRORS = 10;

  /** Beyond it somebody counts something else; there must be room for a next one. */
  private static final int MAX_ATTEMPT = 1_000_000;

  private WireStudies() {}

  /**
   * Reads and validates a study.
   *
   * @throws RejectedException INVALID_STUDY with every error of the specification,
   *     INCOMPATIBLE_STUDY when another service has found none, or INVALID_STUDY_ID
   */
  public static StudyRun toDomain(StudyContext study) {
    // The id first: a failure of the specification is reported under it.
    String given = study.getStudyId();
    if (!given.isEmpty()) {
      requireStudyId(given);
    }
    StudySpec spec = specOf(study);
    String id = given.isEmpty() ? StudyId.derive(spec).value() : given;
    return new StudyRun(id, attempt(study.getAttempt()), spec);
  }

  /** The attempt that a message names; none counts as the first. */
  public static int attempt(int unsigned) {
    if (unsigned < 0 || unsigned > MAX_ATTEMPT) {
      throw new RejectedException(
          "MALFORMED_EVENT",
          "field attempt: must be at most %d, but is %s"
              .formatted(MAX_ATTEMPT, Integer.toUnsignedString(unsigned)));
    }
    return Math.max(1, unsigned);
  }

  /** The wire form of a study, with every default filled in. */
  public static StudyContext toWire(StudyRun run) {
    return StudyContext.newBuilder()
        .setStudyId(run.studyId())
        .setAttempt(run.attempt())
        .setSpec(struct(run.spec().toTree()))
        .setSpecVersion(StudySpec.VERSION)
        .build();
  }

  public static io.nullscope.v1.VariantKey toWire(VariantKey variant) {
    return io.nullscope.v1.VariantKey.newBuilder()
        .setKind(variant.kind().id())
        .setSeed(variant.seed())
        .build();
  }

  public static io.nullscope.v1.CellKey toWire(CellKey cell) {
    return io.nullscope.v1.CellKey.newBuilder()
        .setVariant(toWire(cell.variant()))
        .setHookPoint(cell.hookPoint().toString())
        .setSae(cell.sae())
        .setSaeSeed(cell.saeSeed())
        .build();
  }

  public static io.nullscope.v1.ModelShape toWire(ModelShape model) {
    return io.nullscope.v1.ModelShape.newBuilder()
        .setFamily(model.family())
        .setLayers(model.layers())
        .setWidth(model.width())
        .setVocabulary(model.vocabulary())
        .setMaxContext(model.maxContext())
        .build();
  }

  public static VariantKey toDomain(io.nullscope.v1.VariantKey variant) {
    return malformedUnless(
        "variant", () -> new VariantKey(VariantKind.fromId(variant.getKind()), variant.getSeed()));
  }

  public static CellKey toDomain(io.nullscope.v1.CellKey cell) {
    return malformedUnless(
        "cell",
        () ->
            new CellKey(
                toDomain(cell.getVariant()),
                HookPoint.parse(cell.getHookPoint()),
                cell.getSae(),
                cell.getSaeSeed()));
  }

  public static HookPoint hookPoint(String text) {
    return malformedUnless("hook_point", () -> HookPoint.parse(text));
  }

  /** An artifact id that a fact names in one of its fields. */
  public static ArtifactId artifactId(String field, String hex) {
    return malformedUnless(field, () -> new ArtifactId(hex));
  }

  public static ModelShape toDomain(io.nullscope.v1.ModelShape model) {
    return malformedUnless(
        "model",
        () ->
            new ModelShape(
                family(model.getFamily()),
                model.getLayers(),
                model.getWidth(),
                model.getVocabulary(),
                model.getMaxContext()));
  }

  private static void requireStudyId(String id) {
    try {
      new StudyId(id);
    } catch (IllegalArgumentException e) {
      throw new RejectedException("INVALID_STUDY_ID", e.getMessage(), e);
    }
  }

  private static String family(String text) {
    if (!text.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException("'" + text + "' is not the family of a model");
    }
    return text;
  }

  private static StudySpec specOf(StudyContext study) {
    int version = study.getSpecVersion();
    if (Integer.compareUnsigned(version, StudySpec.VERSION) > 0) {
      throw new RejectedException(
          INCOMPATIBLE_STUDY,
          "it needs the settings of version %s, and this service, which is older, knows version %d; upgrade the service, then run the study again"
              .formatted(Integer.toUnsignedString(version), StudySpec.VERSION));
    }
    List<String> ignored = new ArrayList<>();
    Map<String, Object> tree = tree(study.getSpec());
    SpecResult result =
        version == 0
            ? StudySpecReader.readRequested(tree, ignored::add)
            : StudySpecReader.readWritten(tree, ignored::add);
    if (result instanceof SpecResult.Invalid invalid) {
      throw new RejectedException(
          version == 0 ? "INVALID_STUDY" : INCOMPATIBLE_STUDY, describe(invalid.errors()));
    }
    if (!ignored.isEmpty()) {
      LOGGER
          .atInfo()
          .addKeyValue("studyId", study.getStudyId())
          .log("Settings of another version are left out: {}", ignored);
    }
    return ((SpecResult.Valid) result).spec();
  }

  private static String describe(List<SpecError> errors) {
    int more = errors.size() - LISTED_ERRORS;
    return "the study is not valid: "
        + errors.stream()
            .limit(LISTED_ERRORS)
            .map(WireStudies::describe)
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; … and " + more + " more" : "");
  }

  private static String describe(SpecError error) {
    return error.path() + ": " + error.problem() + " (" + error.fix() + ")";
  }

  private static <T> T malformedUnless(String field, Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new RejectedException("MALFORMED_EVENT", "field " + field + ": " + e.getMessage(), e);
    }
  }

  private static Struct struct(Map<String, Object> tree) {
    Struct.Builder struct = Struct.newBuilder();
    tree.forEach((key, value) -> struct.putFields(key, value(value)));
    return struct.build();
  }

  @SuppressWarnings("unchecked") // trees have string keys only
  private static Value value(Object value) {
    Value.Builder out = Value.newBuilder();
    if (value instanceof Map<?, ?> map) {
      return out.setStructValue(struct((Map<String, Object>) map)).build();
    }
    if (value instanceof List<?> list) {
      list.forEach(item -> out.getListValueBuilder().addValues(value(item)));
      return list.isEmpty()
          ? out.setListValue(com.google.protobuf.ListValue.getDefaultInstance()).build()
          : out.build();
    }
    if (value instanceof Number number) {
      return out.setNumberValue(number.doubleValue()).build();
    }
    if (value instanceof Boolean bool) {
      return out.setBoolValue(bool).build();
    }
    return out.setStringValue(value.toString()).build();
  }

  private static Map<String, Object> tree(Struct struct) {
    Map<String, Object> tree = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((key, value) -> tree.put(key, plain(value)));
    return tree;
  }

  /** Protobuf numbers are doubles; whole ones become Long again, as in a study file. */
  private static Object plain(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> tree(value.getStructValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream().map(WireStudies::plain).toList();
      case NUMBER_VALUE -> whole(value.getNumberValue());
      case BOOL_VALUE -> value.getBoolValue();
      case STRING_VALUE -> value.getStringValue();
      case NULL_VALUE, KIND_NOT_SET -> null;
    };
  }

  private static Object whole(double number) {
    return number == Math.rint(number) && Math.abs(number) <= 1L << 53
        ? (Object) (long) number
        : (Object) number;
  }
}
