package io.nullscope.transformer.corpus;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.nullscope.transformer.InvalidModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * A tokenizer in the format of Hugging Face {@code tokenizers}. Works offline. Not thread-safe.
 *
 * <p>Close it to free the native tokenizer.
 */
public final class TextTokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @param json the file's bytes
   * @param source what to call the file in messages
   * @throws InvalidModelException when it is not a tokenizer
   */
  public static TextTokenizer parse(byte[] json, String source) {
    Vocabulary vocabulary = Vocabulary.parse(json, source);
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Whole documents are encoded: nothing is cut off, filled up or added.
    Map<String, String> options =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options), vocabulary);
    } catch (IOException | RuntimeException e) {
      throw new InvalidModelException(source + " is not a tokenizer: " + e.getMessage(), e);
    }
  }

  /** Token ids of a text, without special tokens. */
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text, false, false).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = (int) ids[i];
    }
    return narrow;
  }

  /**
   * A token as a reader sees it within running text: with its leading space, and with bytes that
   * are no text on their own written as {@code <0xE2>}. Ids that the tokenizer does not use, as
   * models pad their vocabulary with, become {@code <unused 50300>}.
   */
  public String display(int tokenId) {
    return vocabulary.display(tokenId);
  }

  /** Number of ids in use: one more than the largest. */
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
