package io.nullscope.transformer.corpus;

import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Joins documents, each begun by the start token if there is one, and cuts them into windows of S
 * tokens.
 *
 * <p>Documents go to {@code train} until it is full, then to {@code eval}, then to {@code interp}.
 * The document during which a split becomes full ends there: its rest is dropped, so that no
 * document is in two splits. Reading stops when all splits are full. Memory holds one document and
 * one window.
 */
public final class WindowPacker {

  private final TokenBudgets budgets;
  private final OptionalInt startToken;

  /**
   * A packer.
   *
   * @param startToken the token that begins every document, if any
   */
  public WindowPacker(TokenBudgets budgets, OptionalInt startToken) {
    this.budgets = budgets;
    this.startToken = startToken;
  }

  /**
   * Packs a corpus.
   *
   * @param corpus name of the corpus, for messages
   * @param documents read only as far as needed
   * @param tokenizer text to token ids, without special tokens
   * @throws InsufficientTokensException when the documents end before all splits are full. The sink
   *     has received windows by then; the caller drops them
   */
  public PackedCorpus pack(
      String corpus,
      Iterator<Document> documents,
      Function<String, int[]> tokenizer,
      WindowSink sink) {
    int used = 0;
    long tokens = 0;
    long dropped = 0;
    for (Split split : Split.values()) {
      Filling filling = new Filling(split, sink);
      while (!filling.isFull()) {
        if (!documents.hasNext()) {
          throw insufficient(
              corpus, split, new PackedCorpus(used, tokens, dropped), filling.tokens);
        }
        Document document = documents.next();
        int[] ids = tokenizer.apply(document.text());
        used++;
        tokens += ids.length + (startToken.isPresent() ? 1 : 0);
        startToken.ifPresent(token -> filling.add(token, document.id()));
        int taken = 0;
        while (taken < ids.length && !filling.isFull()) {
          filling.add(ids[taken++], document.id());
        }
        dropped += ids.length - taken;
      }
    }
    return new PackedCorpus(used, tokens, dropped);
  }

  /** One split on its way to being full. */
  private final class Filling {
    private final Split split;
    private final WindowSink sink;
    private final long capacity;
    private int[] window = new int[budgets.contextLength()];
    private int[] documents = new int[budgets.contextLength()];
    private long tokens;

    Filling(Split split, WindowSink sink) {
      this.split = split;
      this.sink = sink;
      this.capacity = budgets.tokens(split);
    }

    boolean isFull() {
      return tokens == capacity;
    }

    void add(int token, int document) {
      int at = (int) (tokens % window.length);
      window[at] = token;
      documents[at] = document;
      tokens++;
      if (at == window.length - 1) {
        sink.accept(split, window, documents);
        window = new int[window.length];
        documents = new int[documents.length];
      }
    }
  }

  private InsufficientTokensException insufficient(
      String corpus, Split unfilled, PackedCorpus read, long got) {
    long total = 0;
    StringBuilder needs = new StringBuilder();
    for (Split split : Split.values()) {
      total += budgets.tokens(split);
      needs
          .append(needs.isEmpty() ? "" : ", ")
          .append("%s %,d".formatted(split.field(), budgets.tokens(split)));
    }
    return new InsufficientTokensException(
        "%s has %,d tokens in %,d documents (start tokens included), but the study needs %,d (%s): %s got %,d of %,d%s%s. Use a larger corpus or lower these numbers"
            .formatted(
                corpus,
                read.tokens(),
                read.documents(),
                total,
                needs,
                unfilled.id(),
                got,
                budgets.tokens(unfilled),
                laterSplits(unfilled),
                rests(read)));
  }

  /** Why more tokens than the study needs may be too few. */
  private static String rests(PackedCorpus read) {
    return read.dropped() == 0
        ? ""
        : "; %,d tokens were left out, because no document is in two splits and the rest of the one that fills a split is dropped (many short documents lose less than a few long ones)"
            .formatted(read.dropped());
  }

  private static String laterSplits(Split unfilled) {
    StringBuilder later = new StringBuilder();
    for (Split split : Split.values()) {
      if (split.compareTo(unfilled) > 0) {
        later.append(later.isEmpty() ? ", nothing was left for " : " and ").append(split.id());
      }
    }
    return later.toString();
  }
}
