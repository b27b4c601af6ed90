package io.nullscope.service;

import com.google.protobuf.Message;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.Inbox;
import java.util.function.Consumer;

/** Makes the inboxes of a service, all with the same treatment of failures. */
public final class Inboxes {

  private final FailureClassifier classifier;
  private final Consumer<FatalException> onFatal;

  public Inboxes(FailureClassifier classifier, Consumer<FatalException> onFatal) {
    this.classifier = classifier;
    this.onFatal = onFatal;
  }

  public <M extends Message> Inbox<M> of(String channel, EventParser<M> parser) {
    return new Inbox<>(channel, parser, classifier, onFatal);
  }
}
