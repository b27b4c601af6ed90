package io.nullscope.service;

import com.google.protobuf.Message;
import io.nullscope.messaging.EventParser;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.Inbox;
import io.nullscope.messaging.RecordPosition;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import java.util.Set;
import java.util.function.Consumer;

/** Makes the inboxes of a service, all with the same treatment of failures. */
public final class Inboxes {
  private final StepRunner runner;
  private final StopSignal stop;
  private final Set<RecordPosition> skipped;
  private final Consumer<FatalException> onFatal;

  /** Inboxes that nobody stops and that skip nothing. */
  public Inboxes(StepRunner runner, Consumer<FatalException> onFatal) {
    this(runner, new StopSignal(), Set.of(), onFatal);
  }

  public Inboxes(
      StepRunner runner,
      StopSignal stop,
      Set<RecordPosition> skipped,
      Consumer<FatalException> onFatal) {
    this.runner = runner;
    this.stop = stop;
    this.skipped = skipped;
    this.onFatal = onFatal;
  }

  public <M extends Message> Inbox<M> of(String channel, EventParser<M> parser) {
    return new Inbox<>(channel, parser, runner, stop, skipped, onFatal);
  }
}
