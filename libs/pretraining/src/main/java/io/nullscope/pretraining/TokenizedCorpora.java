package io.nullscope.pretraining;

import io.nullscope.pretraining.tokenizer.BpeTrainer;
import io.nullscope.pretraining.tokenizer.ByteLevelBpe;
import io.nullscope.pretraining.tokenizer.WordCounts;
import io.nullscope.study.Seed;
import io.nullscope.transformer.corpus.TextTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The corpora as token ids, and the tokenizer that was learnt from the documents to train on.
 *
 * @param tokenizer of exactly the vocabulary size that was asked for
 */
record TokenizedCorpora(ByteLevelBpe tokenizer, List<TokenStream> streams) {

  /**
   * Reads the files, learns the tokenizer and applies it.
   *
   * @throws PretrainingException when a corpus cannot be used or the texts are too small
   */
  static TokenizedCorpora read(List<Path> files, ModelSize size, Seed seed) throws IOException {
    List<CorpusFile> corpora = new ArrayList<>();
    WordCounts words = new WordCounts();
    for (Path file : files) {
      CorpusFile corpus = CorpusFile.read(file, corpora.size(), seed);
      corpus.training().forEach(words::add);
      corpora.add(corpus);
    }
    ByteLevelBpe bpe = BpeTrainer.train(words, size.vocabulary());
    if (bpe.tokens().size() < size.vocabulary()) {
      throw new PretrainingException(
          "the corpora have repeated pairs for only %d of %d tokens; use more text or a smaller --vocabulary"
              .formatted(bpe.tokens().size(), size.vocabulary()));
    }
    byte[] json = bpe.toJson().getBytes(StandardCharsets.UTF_8);
    try (TextTokenizer tokenizer = TextTokenizer.parse(json, "the new tokenizer.json")) {
      List<TokenStream> streams = new ArrayList<>();
      for (CorpusFile corpus : corpora) {
        TokenStream stream =
            new TokenStream(
                corpus.name(),
                corpus.sha256(),
                corpus.training().size() + corpus.heldOut().size(),
                corpus.heldOut().size(),
                join(corpus.training(), tokenizer),
                join(corpus.heldOut(), tokenizer));
        if (stream.training().length <= 2 * size.context()) {
          throw new PretrainingException(
              "%s has only %d tokens to train on; a corpus needs more than two windows of %d"
                  .formatted(stream.name(), stream.training().length, size.context()));
        }
        streams.add(stream);
      }
      return new TokenizedCorpora(bpe, streams);
    }
  }

  /** Every document begun by the end-of-text token, one after the other. */
  private static int[] join(List<String> documents, TextTokenizer tokenizer) {
    int[] all = new int[1 << 16];
    int size = 0;
    for (String document : documents) {
      int[] ids = tokenizer.encode(document);
      if (size + ids.length + 1 > all.length) {
        all = Arrays.copyOf(all, Math.max(2 * all.length, size + ids.length + 1));
      }
      all[size++] = ByteLevelBpe.END_OF_TEXT_ID;
      System.arraycopy(ids, 0, all, size, ids.length);
      size += ids.length;
    }
    return Arrays.copyOf(all, size);
  }
}
