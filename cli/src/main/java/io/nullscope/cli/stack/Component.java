package io.nullscope.cli.stack;

import java.util.Arrays;
import java.util.List;

/** The processes of a stack, in the order in which ports are given to them. */
public enum Component {
  METRICS("metrics-service", 768),
  KAFKA("kafka", 256),
  S3("s3", 384),
  VARIANT("variant-service", 512),
  ACTIVATION("activation-service", 768),
  TRAINER("sae-trainer", 768),
  AUTOINTERP("autointerp-service", 512);

  private final String id;
  private final int heapMegabytes;

  Component(String id, int heapMegabytes) {
    this.id = id;
    this.heapMegabytes = heapMegabytes;
  }

  /** Name of the module, the log and the process in messages. */
  public String id() {
    return id;
  }

  /** Largest Java heap unless {@link Heaps} says otherwise; tensors live outside it. */
  int heapMegabytes() {
    return heapMegabytes;
  }

  boolean isService() {
    return this != KAFKA && this != S3;
  }

  static List<Component> services() {
    return Arrays.stream(values()).filter(Component::isService).toList();
  }
}
