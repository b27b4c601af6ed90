package io.nullscope.activation.adapter.corpus;

import io.nullscope.activation.application.Corpora;
import io.nullscope.artifacts.Digest;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.service.SourceRoots;
import io.nullscope.study.CorpusSpec;
import io.nullscope.transformer.corpus.CorpusReader;
import io.nullscope.transformer.corpus.PackedCorpus;
import io.nullscope.transformer.corpus.TextTokenizer;
import io.nullscope.transformer.corpus.TokenBudgets;
import io.nullscope.transformer.corpus.WindowPacker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Corpora in files that this service can read, and the bundled demo corpus. */
public final class FileCorpora implements Corpora {

  private static final Logger LOGGER = LoggerFactory.getLogger(FileCorpora.class);
  private static final String SCHEME = "file:";

  private final DemoAssets demo;
  private final SourceRoots roots;

  /** Corpora from anywhere. */
  public FileCorpora(DemoAssets demo) {
    this(demo, SourceRoots.anywhere());
  }

  /** Corpora below some folders. */
  public FileCorpora(DemoAssets demo, SourceRoots roots) {
    this.demo = demo;
    this.roots = roots;
  }

  @Override
  public Digest digest(CorpusSpec corpus) {
    Path file = file(corpus);
    try {
      return Digest.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the corpus " + file, e);
    }
  }

  @Override
  public String format(CorpusSpec corpus) {
    return CorpusReader.format(file(corpus).toString());
  }

  @Override
  public void pack(
      CorpusSpec corpus, OptionalInt documentStart, byte[] tokenizerJson, WindowSink sink) {
    Path file = file(corpus);
    TokenBudgets budgets =
        new TokenBudgets(
            corpus.contextLength(),
            corpus.trainTokens(),
            corpus.evalTokens(),
            corpus.interpTokens());
    try (TextTokenizer tokenizer =
            TextTokenizer.parse(tokenizerJson, "the model's tokenizer.json");
        CorpusReader documents =
            CorpusReader.open(
                file.toString(), corpus.textField(), () -> Files.newInputStream(file))) {
      PackedCorpus read =
          new WindowPacker(budgets, documentStart)
              .pack(
                  file.toString(),
                  documents,
                  tokenizer::encode,
                  (split, tokens, documentIds) -> sink.accept(split.id(), tokens, documentIds));
      LOGGER
          .atInfo()
          .addKeyValue("documents", read.documents())
          .addKeyValue("tokens", read.tokens())
          .addKeyValue("dropped", read.dropped())
          .addKeyValue("skipped", documents.skipped())
          .log(
              "Corpus read: {} documents, {} tokens, {} of them in no split; {} lines without text skipped",
              read.documents(),
              read.tokens(),
              read.dropped(),
              documents.skipped());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the corpus " + file, e);
    }
  }

  private Path file(CorpusSpec corpus) {
    if (corpus.source().equals(DemoAssets.SOURCE)) {
      return demo.corpus();
    }
    if (!corpus.source().startsWith(SCHEME)) {
      throw new RejectedException(
          "UNSUPPORTED_SOURCE",
          "corpus.source: \"" + corpus.source() + "\" is not supported; use file:FILE or demo");
    }
    Path file = roots.require("corpus.source", Path.of(corpus.source().substring(SCHEME.length())));
    if (!Files.isRegularFile(file)) {
      throw new RejectedException(
          "CORPUS_FILE_MISSING",
          "corpus.source: " + file + " is not a file that activation-service can read");
    }
    return file;
  }
}
