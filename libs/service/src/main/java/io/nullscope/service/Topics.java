package io.nullscope.service;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Locale;

/**
 * Topic names: a fact's message name in kebab case, {@code VariantMaterialized →
 * nullscope.variant-materialized.v1}.
 */
public final class Topics {

  private Topics() {}

  /** The topic of a fact. */
  public static String of(Descriptor fact) {
    String kebab =
        fact.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    return "nullscope." + kebab + ".v1";
  }

  /** Where a service puts the records of a topic that it refuses. */
  public static String deadLetters(String topic, String service) {
    return topic + ".dlq." + service;
  }
}
