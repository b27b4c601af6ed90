package io.nullscope.benchmarks.judging;

import com.sun.management.OperatingSystemMXBean;
import io.nullscope.autointerp.adapter.openai.ApiKeys;
import io.nullscope.autointerp.adapter.openai.OpenAiLanguageModels;
import io.nullscope.autointerp.adapter.openai.Pause;
import io.nullscope.autointerp.application.languagemodel.LanguageModelJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.benchmarks.Arguments;
import io.nullscope.benchmarks.BenchmarkStore;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import io.nullscope.testing.ScriptedLanguageModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Judges the examples of one SAE with a scripted server of fixed latency and the real object store,
 * and compares with the time that the latency alone takes: requests · latency / concurrency. The
 * server runs in the same process, so its processor time counts against us.
 *
 * <p>{@code --latents 100 --examples 200 --latency 20 --concurrency 32 --rounds 3}
 */
public final class JudgingThroughput {

  private static final int PER_PROMPT = 5;
  private static final int WINDOW = 32;
  private static final int LATENTS_AT_A_TIME = 8;

  private JudgingThroughput() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Arguments settings = Arguments.of(arguments);
    int latents = settings.integer("latents", 100);
    int examples = settings.integer("examples", 200);
    Duration latency = Duration.ofMillis(settings.integer("latency", 20));
    int concurrency = settings.integer("concurrency", 32);
    String ones = "[1,0,1,0,1]";
    try (BenchmarkStore store = BenchmarkStore.start();
        ScriptedLanguageModel server =
            ScriptedLanguageModel.start(
                latency, request -> ScriptedLanguageModel.Reply.text(ones))) {
      LanguageModelSpec model =
          new LanguageModelSpec(
              server.baseUrl(), "scripted", Optional.empty(), 0, Optional.empty());
      OpenAiLanguageModels models =
          new OpenAiLanguageModels(
              store.objects(), new ApiKeys(name -> null, Optional.empty()), Pause.REAL);
      RequestsSpec requests = new RequestsSpec(concurrency, 60, 3);
      for (int round = 1; round <= settings.integer("rounds", 3); round++) {
        int before = server.requests();
        long start = System.nanoTime();
        long cpu = cpuNanos();
        try (LanguageModelSession session =
            models.open(model, requests, Spending.unlimited(), "round-" + round)) {
          judgeAll(session, latents, examples);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int sent = server.requests() - before;
        double ideal = sent * (latency.toMillis() / 1e3) / concurrency;
        System.out.printf(
            Locale.ROOT,
            "round %d: %d requests in %.2f s, ideal %.2f s, ratio %.2f; processor time %.2f s%n",
            round,
            sent,
            seconds,
            ideal,
            seconds / ideal,
            (cpuNanos() - cpu) / 1e9);

        long again = System.nanoTime();
        try (LanguageModelSession session =
            models.open(model, requests, Spending.unlimited(), "round-" + round)) {
          judgeAll(session, latents, examples);
        }
        System.out.printf(
            Locale.ROOT,
            "         from the cache in %.2f s, %d requests%n",
            (System.nanoTime() - again) / 1e9,
            server.requests() - before - sent);
      }
    }
  }

  /** Of this process: judge, transport, cache, scripted server, compiler and collector. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void judgeAll(LanguageModelSession session, int latents, int examples)
      throws Exception {
    Judge judge = new LanguageModelJudge(session.chat(), token -> " t" + token, PER_PROMPT);
    ExecutorService threads = Executors.newFixedThreadPool(LATENTS_AT_A_TIME);
    try {
      List<Future<List<JudgeReply>>> judged = new ArrayList<>();
      for (int latent = 0; latent < latents; latent++) {
        Explanation explanation = new Explanation("latent " + latent, List.of());
        List<List<Integer>> windows = windows(examples);
        judged.add(
            threads.submit(
                () ->
                    judge.judge(
                        explanation, windows.stream().<Example>map(Example.Plain::new).toList())));
        judged.add(
            threads.submit(
                () ->
                    judge.judge(
                        explanation,
                        windows.stream()
                            .<Example>map(w -> new Example.Highlighted(w, List.of(3, 7)))
                            .toList())));
      }
      for (Future<List<JudgeReply>> one : judged) {
        if (!one.get().stream().allMatch(JudgeReply.Scored.class::isInstance)) {
          throw new IllegalStateException("an example was not judged");
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<List<Integer>> windows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            n -> IntStream.range(0, WINDOW).mapToObj(token -> (n * 31 + token * 7) % 997).toList())
        .toList();
  }
}
