package io.nullscope.pretraining;

import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A training from its state's step to its last: next windows → step → maybe held-out loss → maybe
 * checkpoint. Starts again from a checkpoint at the very window where it left off.
 */
final class Pretraining {

  /** What happens between steps; called on the training thread. */
  interface Observer {

    /** A step is done. */
    default void stepped(TrainingState state, StepResult result) throws IOException {}

    /** The loss of held-out documents is known. */
    default void evaluated(TrainingState state, HeldOutPoint point) throws IOException {}
  }

  private final TensorRuntime runtime;
  private final TrainingKernel kernel;
  private final TrainingSettings settings;
  private final int context;
  private final List<TokenStream> corpora;
  private final List<HeldOutText> heldOut;
  private final long evaluateEvery;
  private final int threads;
  private final OngoingWork work;
  private List<Integer> epochs = List.of();

  /**
   * A training on some corpora.
   *
   * @param evaluateEvery steps between held-out losses
   * @param threads shards of a batch that are computed at the same time
   * @param work each step is a piece of it, with what the observer does after it
   */
  Pretraining(
      TensorRuntime runtime,
      TrainingKernel kernel,
      TrainingSettings settings,
      int context,
      List<TokenStream> corpora,
      long evaluateEvery,
      int threads,
      OngoingWork work) {
    this.runtime = runtime;
    this.kernel = kernel;
    this.settings = settings;
    this.context = context;
    this.corpora = List.copyOf(corpora);
    this.heldOut =
        corpora.stream().map(corpus -> HeldOutText.of(corpus.heldOut(), context)).toList();
    this.evaluateEvery = evaluateEvery;
    this.threads = threads;
    this.work = work;
  }

  List<HeldOutText> heldOut() {
    return heldOut;
  }

  /** Passes begun over each corpus in the whole training, once it has run. */
  List<Integer> epochs() {
    return epochs;
  }

  /** Trains until the last step. */
  void run(TrainingState state, Observer observer) throws IOException {
    long steps = settings.steps(context);
    WindowOrder order =
        new WindowOrder(
            corpora.stream().map(TokenStream::training).toList(),
            context,
            steps * settings.batchWindows(),
            new Seed(settings.seed()));
    order.skip(state.steps() * settings.batchWindows());
    LearningRateSchedule schedule = new LearningRateSchedule(settings.learningRate(), steps);
    try (Trainer trainer = new Trainer(runtime, kernel, state, settings, schedule, threads)) {
      if (state.steps() == 0 && state.history().heldOut().isEmpty()) {
        work.piece(() -> evaluate(state, observer));
      }
      while (state.steps() < steps) {
        work.piece(() -> step(trainer, order, state, observer));
      }
    }
    epochs = order.epochs();
  }

  private StepResult step(
      Trainer trainer, WindowOrder order, TrainingState state, Observer observer)
      throws IOException {
    long start = System.nanoTime();
    int[][] windows = new int[settings.batchWindows()][];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = order.next();
    }
    StepResult result = trainer.step(windows);
    state.history().spend((System.nanoTime() - start) / 1e9);
    if (state.steps() % evaluateEvery == 0 || state.steps() == settings.steps(context)) {
      evaluate(state, observer);
    }
    observer.stepped(state, result);
    return result;
  }

  private HeldOutPoint evaluate(TrainingState state, Observer observer) throws IOException {
    long start = System.nanoTime();
    List<Double> losses = new ArrayList<>();
    try (TensorScope scope = runtime.scope()) {
      for (HeldOutText text : heldOut) {
        losses.add(text.loss(scope, kernel, state.weights()));
      }
    }
    HeldOutPoint point = new HeldOutPoint(state.steps(), losses);
    state.history().add(point);
    state.history().spend((System.nanoTime() - start) / 1e9);
    observer.evaluated(state, point);
    return point;
  }
}
