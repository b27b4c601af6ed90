package io.nullscope.transformer.corpus;

import io.nullscope.transformer.InvalidModelException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens of a {@code tokenizer.json} by id, as text. Decoding a single id through the tokenizer
 * would lose leading spaces, which its decoder strips from the beginning of a text.
 */
public final class Vocabulary {

  /** Twice what the largest tokenizers have. */
  public static final int MAX_BYTES = 64 << 20;

  private final Map<Integer, String> texts;
  private final Set<Integer> special;
  private final List<Integer> prefix;
  private final int size;

  /**
   * What a file says.
   *
   * @param texts token by id
   * @param special ids of the tokens that are no text
   * @param prefix what the file's post-processor puts before a text
   */
  Vocabulary(Map<Integer, String> texts, Set<Integer> special, List<Integer> prefix) {
    this.texts = texts;
    this.special = Set.copyOf(special);
    this.prefix = prefix;
    this.size = texts.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
  }

  /**
   * Reads the tokens of a {@code tokenizer.json}.
   *
   * @param json the file's bytes; untrusted
   * @param source what to call the file in messages
   * @throws InvalidModelException when it is not a tokenizer
   */
  public static Vocabulary parse(byte[] json, String source) {
    return new VocabularyParser(source).parse(json);
  }

  /** A token as a reader sees it within running text, see {@link TextTokenizer#display}. */
  public String display(int id) {
    String text = texts.get(id);
    return text != null ? text : "<unused " + id + ">";
  }

  /** One more than the largest id in use. */
  public int size() {
    return size;
  }

  /** Whether the file says that the token is no text but has a meaning of its own. */
  public boolean isSpecial(int id) {
    return special.contains(id);
  }

  /** Ids of the tokens that the tokenizer declares special: no text becomes them. */
  public Set<Integer> specialTokens() {
    return special;
  }

  /** The tokens that the file's post-processor puts before every text. */
  public List<Integer> prefix() {
    return prefix;
  }

  /** The ids that {@link #display} shows so, ascending. */
  public List<Integer> find(String text) {
    return texts.entrySet().stream()
        .filter(token -> token.getValue().equals(text))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
