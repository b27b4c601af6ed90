package io.nullscope.messaging;

/**
 * Record headers: CloudEvents 1.0 attributes in Kafka's binary mode, and what the dead-letter topic
 * adds.
 */
public final class EventHeaders {

  public static final String CONTENT_TYPE = "content-type";
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String SUBJECT = "ce_subject";
  public static final String TIME = "ce_time";

  public static final String PROTOBUF = "application/protobuf";
  public static final String JSON = "application/json";

  private EventHeaders() {}
}
