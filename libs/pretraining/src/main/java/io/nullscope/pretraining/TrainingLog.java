package io.nullscope.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code training.json}: what a model was trained on, how, and how it went. Nothing of the machine
 * but its speed.
 */
final class TrainingLog {

  private static final int POINTS = 200;

  private final ModelSize size;
  private final TrainingSettings settings;
  private final String engine;
  private final ObjectNode root = new ObjectMapper().createObjectNode();

  TrainingLog(ModelSize size, TrainingSettings settings, String engine) {
    this.size = size;
    this.settings = settings;
    this.engine = engine;
  }

  /** The log of a complete training. */
  String of(
      List<TokenStream> corpora,
      Pretraining training,
      TrainingHistory history,
      WrittenCorpus written) {
    model();
    training(history);
    corpora(corpora, training.heldOut(), training.epochs(), history);
    curves(history);
    root.putObject("writtenCorpus")
        .put("documents", written.documents())
        .put("tokens", written.tokens())
        .put("truncatedDocuments", written.truncated())
        .put("temperature", 1);
    return root.toPrettyString() + "\n";
  }

  private void model() {
    root.putObject("model")
        .put("architecture", "gpt_neox")
        .put("layers", size.layers())
        .put("width", size.width())
        .put("heads", size.heads())
        .put("context", size.context())
        .put("vocabulary", size.vocabulary())
        .put("parameters", size.parameters());
  }

  private void training(TrainingHistory history) {
    long steps = history.losses().size();
    LearningRateSchedule schedule = new LearningRateSchedule(settings.learningRate(), steps);
    root.putObject("training")
        .put("seed", settings.seed())
        .put("steps", steps)
        .put("batchWindows", settings.batchWindows())
        .put("tokensSeen", steps * settings.batchWindows() * size.context())
        .put("optimizer", "AdamW")
        .put("beta1", TrainingSettings.FIRST_MOMENT_DECAY)
        .put("beta2", TrainingSettings.SECOND_MOMENT_DECAY)
        .put("epsilon", TrainingSettings.EPSILON)
        .put("weightDecay", TrainingSettings.WEIGHT_DECAY)
        .put("gradientClipNorm", TrainingSettings.CLIP_NORM)
        .put("peakLearningRate", settings.learningRate())
        .put("finalLearningRate", schedule.rate(steps - 1))
        .put("warmUpSteps", schedule.warmUpSteps())
        .put("matrixProducts", settings.precision().name())
        .put("masterWeights", "F32")
        .put("publishedWeights", "F16")
        .put("engine", engine)
        .put("seconds", Math.round(history.seconds()));
  }

  private void corpora(
      List<TokenStream> corpora,
      List<HeldOutText> heldOut,
      List<Integer> epochs,
      TrainingHistory history) {
    ArrayNode all = root.putArray("corpora");
    HeldOutPoint last = history.heldOut().get(history.heldOut().size() - 1);
    for (int i = 0; i < corpora.size(); i++) {
      TokenStream corpus = corpora.get(i);
      all.addObject()
          .put("file", corpus.name())
          .put("sha256", corpus.sha256())
          .put("documents", corpus.documents())
          .put("heldOutDocuments", corpus.heldOutDocuments())
          .put("trainingTokens", corpus.training().length)
          .put("epochsBegun", epochs.get(i))
          .put("heldOutTokensEvaluated", heldOut.get(i).predicted())
          .put("heldOutUnigramEntropy", rounded(heldOut.get(i).unigramEntropy()))
          .put("heldOutLoss", rounded(last.losses().get(i)));
    }
  }

  private void curves(TrainingHistory history) {
    List<Float> losses = history.losses();
    int interval = Math.max(1, (losses.size() + POINTS - 1) / POINTS);
    ArrayNode loss = root.putArray("lossCurve");
    for (int from = 0; from < losses.size(); from += interval) {
      int to = Math.min(losses.size(), from + interval);
      double mean =
          losses.subList(from, to).stream().mapToDouble(Float::doubleValue).average().orElseThrow();
      loss.addObject().put("step", to).put("loss", rounded(mean));
    }
    ArrayNode heldOut = root.putArray("heldOutCurve");
    for (HeldOutPoint point : history.heldOut()) {
      ArrayNode values = heldOut.addObject().put("step", point.step()).putArray("losses");
      point.losses().forEach(value -> values.add(rounded(value)));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
