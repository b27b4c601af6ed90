package io.nullscope.autointerp.adapter.openai;

import io.nullscope.autointerp.application.languagemodel.ChatRequest;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.Probe;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One model behind its server, asked as the server wants it. */
final class Server implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  private final LanguageModelSpec spec;
  private final OpenAiChat chat;
  private final Dialects dialects;
  private CompletableFuture<Dialect> dialect;

  Server(LanguageModelSpec spec, OpenAiChat chat, Dialects dialects) {
    this.spec = spec;
    this.chat = chat;
    this.dialects = dialects;
  }

  LanguageModelSpec spec() {
    return spec;
  }

  OpenAiChat chat() {
    return chat;
  }

  /** How it wants to be asked: remembered, or found out once. */
  synchronized CompletableFuture<Dialect> dialect() {
    if (dialect == null) {
      Optional<Dialect> known = dialects.find();
      dialect =
          known
              .map(CompletableFuture::completedFuture)
              .orElseGet(
                  () ->
                      new DialectSearch(spec, chat)
                          .find()
                          .thenApply(
                              found -> {
                                LOG.log(
                                    Level.INFO,
                                    "{0} at {1}: {2}",
                                    spec.model(),
                                    spec.baseUrl(),
                                    String.join(", ", found.remarks(spec.temperature())));
                                dialects.remember(found);
                                return found;
                              }));
    }
    return dialect;
  }

  /**
   * How its judges say how sure they are.
   *
   * @throws LanguageModelException when it takes no form of the probe
   */
  AnswerForm answers() {
    try {
      return dialect().join().answers();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LanguageModelException problem ? problem : e;
    }
  }

  CompletableFuture<Outcome> send(ChatRequest request) {
    return dialect().thenCompose(known -> chat.send(request, known));
  }

  /** Asks a short question that any model answers. */
  CompletableFuture<Outcome> probe() {
    return dialect()
        .thenCompose(
            known ->
                chat.send(Probe.request(known.answers() == AnswerForm.LOG_PROBABILITIES), known));
  }

  /** The server takes no request any more: whoever comes next finds out anew what it wants. */
  void forgetDialect() {
    dialects.forget();
  }

  @Override
  public void close() {
    chat.close();
  }
}
