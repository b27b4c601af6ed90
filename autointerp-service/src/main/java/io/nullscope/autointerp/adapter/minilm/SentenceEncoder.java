package io.nullscope.autointerp.adapter.minilm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The loaded model: a BERT of 6 layers and D = 384 whose last states are averaged over the word
 * pieces and scaled to unit length (sentence-transformers/all-MiniLM-L6-v2). Safe for use by
 * several threads; close it when no call is under way.
 */
final class SentenceEncoder implements AutoCloseable {

  static final String MODEL_RESOURCE = "all-minilm-l6-v2-q.onnx";
  static final String TOKENIZER_RESOURCE = "all-minilm-l6-v2-q-tokenizer.json";

  /** As in the model's own configuration; the rest of a longer text is cut off. */
  static final int MAX_PIECES = 256;

  private static final long CLS = 101;
  private static final long SEP = 102;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final TextTokenizer tokenizer;

  private SentenceEncoder(OrtEnvironment environment, OrtSession session, TextTokenizer tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads the model from the class path.
   *
   * @throws IllegalStateException when the native library or the model cannot be loaded
   */
  static SentenceEncoder load() {
    TextTokenizer tokenizer =
        TextTokenizer.parse(resource(TOKENIZER_RESOURCE), "the tokenizer of all-MiniLM-L6-v2");
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "minilm");
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        // No threads of its own, which would spin beside those of the tensor engine: a call
        // computes on the thread that makes it, and several threads may call.
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return new SentenceEncoder(
            environment, environment.createSession(resource(MODEL_RESOURCE), options), tokenizer);
      }
    } catch (OrtException | LinkageError e) {
      tokenizer.close();
      throw new IllegalStateException(
          "all-MiniLM-L6-v2 could not be loaded: "
              + e.getMessage()
              + "; ONNX Runtime unpacks its native library (17 MB) into java.io.tmpdir",
          e);
    }
  }

  static byte[] resource(String name) {
    try (InputStream in = SentenceEncoder.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " from the class path", e);
    }
  }

  /**
   * Embeds one text, alone: the scales with which the model quantises its activations come from the
   * whole batch, so in a batch a text's numbers would depend on its neighbours.
   *
   * @return [384], of unit length
   */
  float[] encode(String text) {
    long[] pieces = pieces(text);
    long[] ones = new long[pieces.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor ids = row(pieces);
        OnnxTensor mask = row(ones);
        OnnxTensor types = row(new long[pieces.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      return unitMean(((OnnxTensor) result.get(0)).getFloatBuffer(), pieces.length);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "all-MiniLM-L6-v2 failed on a text of %d word pieces: %s"
              .formatted(pieces.length, e.getMessage()),
          e);
    }
  }

  private long[] pieces(String text) {
    int[] ids;
    synchronized (tokenizer) {
      ids = tokenizer.encode(text);
    }
    long[] pieces = new long[Math.min(ids.length, MAX_PIECES - 2) + 2];
    pieces[0] = CLS;
    for (int i = 1; i < pieces.length - 1; i++) {
      pieces[i] = ids[i - 1];
    }
    pieces[pieces.length - 1] = SEP;
    return pieces;
  }

  private OnnxTensor row(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  /** The mean of rows [n, D] (their sum does as well), scaled to unit length. */
  private static float[] unitMean(FloatBuffer states, int rows) {
    int width = states.remaining() / rows;
    double[] sum = new double[width];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        sum[i] += states.get();
      }
    }
    double squares = 0;
    for (double value : sum) {
      squares += value * value;
    }
    float[] unit = new float[width];
    for (int i = 0; i < width; i++) {
      unit[i] = (float) (sum[i] / Math.sqrt(squares));
    }
    return unit;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing all-MiniLM-L6-v2: " + e.getMessage(), e);
    } finally {
      tokenizer.close();
    }
  }
}
