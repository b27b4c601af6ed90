package io.nullscope.autointerp.adapter.openai;

import io.nullscope.artifacts.ObjectStore;
import io.nullscope.autointerp.adapter.store.ReplyCache;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.LanguageModels;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import java.util.Optional;

/** Language models behind OpenAI-compatible servers, their replies cached in the object store. */
public final class OpenAiLanguageModels implements LanguageModels {

  private final ObjectStore objects;
  private final ApiKeys keys;
  private final Pause pause;

  /**
   * Reaches servers.
   *
   * @param objects keeps the replies
   * @param keys knows the keys
   * @param pause waits between attempts
   */
  public OpenAiLanguageModels(ObjectStore objects, ApiKeys keys, Pause pause) {
    this.objects = objects;
    this.keys = keys;
    this.pause = pause;
  }

  @Override
  public LanguageModelSession open(
      LanguageModelSpec spec, RequestsSpec requests, Spending spending, String scope) {
    RequestKeys requestKeys = new RequestKeys(spec);
    Server server = server(spec, requests);
    ReplyCache cache = ReplyCache.open(objects, requestKeys.model(), scope);
    return new OpenAiSession(requests, requestKeys, cache, spending, server);
  }

  @Override
  public AnswerForm answers(LanguageModelSpec spec, RequestsSpec requests) {
    if (spec.dialect().answers() != AnswerForm.AUTO) {
      return spec.dialect().answers();
    }
    // Without a key, which only asking takes.
    Optional<Dialect> known = dialects(spec).find();
    if (known.isPresent()) {
      return known.get().answers();
    }
    try (Server server = server(spec, requests)) {
      return server.answers();
    }
  }

  private Server server(LanguageModelSpec spec, RequestsSpec requests) {
    Optional<String> key = spec.apiKeyEnv().map(name -> keys.require(name, spec.baseUrl()));
    return new Server(spec, new OpenAiChat(spec, requests, key, pause), dialects(spec));
  }

  private Dialects dialects(LanguageModelSpec spec) {
    return new Dialects(objects, new RequestKeys(spec).model());
  }
}
