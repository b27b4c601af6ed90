package io.nullscope.pretraining;

import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.GptNeoXConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a model from corpora: tokenizer → step 0 → training → final weights → a corpus that the
 * model writes → log. Started again, it goes on where it was.
 */
final class DemoModel {

  private static final long EVALUATE_EVERY = 200;
  private static final long SAVE_EVERY = 100;

  private final List<Path> corpora;
  private final ModelDirectory directory;
  private final ModelSize size;
  private final TrainingSettings settings;
  private final Options options;
  private final Progress progress;
  private final OngoingWork work;

  /**
   * What does not decide the weights.
   *
   * @param keepSteps whether Pythia's intermediate checkpoints are kept
   * @param writtenTokens size of the corpus that the model writes
   * @param threads of the training and the writing
   */
  record Options(boolean keepSteps, long writtenTokens, int threads) {}

  DemoModel(
      List<Path> corpora,
      ModelDirectory directory,
      ModelSize size,
      TrainingSettings settings,
      Options options,
      Progress progress,
      OngoingWork work) {
    this.corpora = corpora;
    this.directory = directory;
    this.size = size;
    this.settings = settings;
    this.options = options;
    this.progress = progress;
    this.work = work;
  }

  /**
   * Does what is not done yet.
   *
   * @throws PretrainingException when the corpora cannot be used, or the directory holds another
   *     training
   */
  void make() throws IOException {
    directory.requireWritable();
    if (directory.holdsFinishedModel()) {
      throw new PretrainingException(
          "%s holds a model already; use another --out".formatted(directory.root()));
    }
    progress.say("Reading the corpora and learning the tokenizer ...");
    Seed seed = new Seed(settings.seed());
    TokenizedCorpora text = TokenizedCorpora.read(corpora, size, seed);
    String identity = identity(text);
    GptNeoXConfig config = size.config();
    ModelFiles files = new ModelFiles(directory, ConfigFile.of(config), text.tokenizer().toJson());
    try (TensorRuntime runtime = TensorRuntime.start();
        TrainingKernel kernel = new TrainingKernel(runtime, config);
        TrainingState state = state(runtime, config, seed, identity)) {
      files.write(0, ModelWeights.initial(runtime, config, seed));
      Pretraining training =
          new Pretraining(
              runtime,
              kernel,
              settings,
              size.context(),
              text.streams(),
              EVALUATE_EVERY,
              options.threads(),
              work);
      describe(text, training.heldOut());
      progress.begin(state.steps());
      training.run(state, new Watch(files, identity));
      files.write(state.weights());
      progress.say("The model is trained. It writes its corpus ...");
      WrittenCorpus written = writeCorpus(runtime, config, text, seed);
      progress.say("It wrote %,d documents of %,d tokens.", written.documents(), written.tokens());
      OutputFile.write(
          directory.log(),
          new TrainingLog(size, settings, runtime.engine())
              .of(text.streams(), training, state.history(), written));
      Files.delete(directory.state());
    }
  }

  private WrittenCorpus writeCorpus(
      TensorRuntime runtime, GptNeoXConfig config, TokenizedCorpora text, Seed seed)
      throws IOException {
    // From the file and not from the training's state, so that the published weights wrote it.
    try (ModelWeights published = ModelWeights.read(runtime, config, directory.weights());
        Sampler sampler = new Sampler(runtime, config, published, seed, work)) {
      return WrittenCorpus.write(
          directory.corpus(),
          sampler,
          text.tokenizer(),
          size.context(),
          options.writtenTokens(),
          options.threads());
    }
  }

  private void describe(TokenizedCorpora text, List<HeldOutText> heldOut) {
    for (int i = 0; i < heldOut.size(); i++) {
      TokenStream stream = text.streams().get(i);
      progress.say(
          "%s: %,d documents, %,d of them held out; %,d tokens to train on; unigram entropy of the held-out tokens %.3f nats",
          stream.name(),
          stream.documents(),
          stream.heldOutDocuments(),
          stream.training().length,
          heldOut.get(i).unigramEntropy());
    }
  }

  private TrainingState state(
      TensorRuntime runtime, GptNeoXConfig config, Seed seed, String identity) throws IOException {
    return Files.exists(directory.state())
        ? Checkpoint.read(runtime, config, directory.state(), identity)
        : TrainingState.fresh(runtime, config, seed);
  }

  /** Everything that the weights depend on. */
  private String identity(TokenizedCorpora text) {
    return "%s, %s, corpora %s"
        .formatted(
            size.description(),
            settings.description(),
            text.streams().stream().map(TokenStream::sha256).toList());
  }

  /** Keeps what a training passes on its way. */
  private final class Watch implements Pretraining.Observer {
    private final ModelFiles files;
    private final String identity;
    private final long steps = settings.steps(size.context());

    Watch(ModelFiles files, String identity) {
      this.files = files;
      this.identity = identity;
    }

    @Override
    public void stepped(TrainingState state, StepResult result) throws IOException {
      long step = state.steps();
      if (options.keepSteps() && KeptSteps.contains(step)) {
        files.write(step, state.weights());
      }
      if (step % SAVE_EVERY == 0 || step == steps) {
        Checkpoint.write(directory.state(), state, identity);
      }
      progress.stepped(
          state.history(), result, steps, (long) settings.batchWindows() * size.context());
    }

    @Override
    public void evaluated(TrainingState state, HeldOutPoint point) {
      progress.evaluated(point);
    }
  }
}
