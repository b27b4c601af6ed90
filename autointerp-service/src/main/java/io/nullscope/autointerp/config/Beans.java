package io.nullscope.autointerp.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.djl.StoredDecoders;
import io.nullscope.autointerp.adapter.minilm.MiniLm;
import io.nullscope.autointerp.adapter.openai.ApiKeys;
import io.nullscope.autointerp.adapter.openai.OpenAiLanguageModels;
import io.nullscope.autointerp.adapter.openai.Pause;
import io.nullscope.autointerp.adapter.store.FileExplanations;
import io.nullscope.autointerp.adapter.store.ProtoScoredLatents;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.adapter.store.StoredTokens;
import io.nullscope.autointerp.adapter.store.StoredWindowEmbeddings;
import io.nullscope.autointerp.application.ImportedExplanations;
import io.nullscope.autointerp.application.InterpretSae;
import io.nullscope.autointerp.application.Panels;
import io.nullscope.autointerp.application.languagemodel.LanguageModels;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.service.SourceRoots;
import io.nullscope.tensor.TensorRuntime;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class Beans {

  private static final int LATENTS_AT_A_TIME = 32;

  /** Before any record is taken up. */
  void requireDevice(@Observes @Priority(1) StartupEvent event) {
    TensorRuntime.requireDevice();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.startForService();
  }

  @Produces
  @Singleton
  InterpretSae interpretSae(
      TensorRuntime runtime,
      ArtifactStore store,
      LanguageModels languageModels,
      MiniLm miniLm,
      SourceRoots roots) {
    ImportedExplanations imported = new FileExplanations(roots);
    return new InterpretSae(
        store,
        new SaeLatentCaches(runtime, store),
        new StoredActivations(store),
        new LiveActivations(runtime, store),
        new StoredTokens(store),
        new ProtoScoredLatents(),
        new InterpretSae.Interpreters(
            new Panels(languageModels, imported, miniLm),
            imported,
            new StoredDecoders(runtime, store),
            new StoredWindowEmbeddings(store, miniLm, MiniLm.MODEL),
            latentThreads()));
  }

  @Produces
  @Singleton
  MiniLm miniLm() {
    return new MiniLm();
  }

  void stop(@Disposes MiniLm miniLm) {
    miniLm.close();
  }

  /** Threads that mostly wait for language models; they end when there is nothing to do. */
  private static Executor latentThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            LATENTS_AT_A_TIME,
            LATENTS_AT_A_TIME,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "latents");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new AutointerpFailures();
  }

  @Produces
  @Singleton
  LanguageModels languageModels(
      ObjectStore objects,
      @ConfigProperty(name = "nullscope.secrets.directory") Optional<String> secrets) {
    return new OpenAiLanguageModels(
        objects, new ApiKeys(System::getenv, secrets.map(Path::of)), Pause.REAL);
  }
}
