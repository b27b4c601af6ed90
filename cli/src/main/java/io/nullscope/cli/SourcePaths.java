package io.nullscope.cli;

import io.nullscope.cli.preflight.FileSource;
import io.nullscope.study.AutointerpSpec;
import io.nullscope.study.CorpusSpec;
import io.nullscope.study.ExplainerSpec;
import io.nullscope.study.ModelSpec;
import io.nullscope.study.StudySpec;
import java.nio.file.Path;

/**
 * Makes the paths of a study absolute: the services run in other directories than the command line.
 */
final class SourcePaths {
  private SourcePaths() {}

  /**
   * The study with every {@code file:} source absolute; relative ones are resolved against the
   * directory.
   */
  static StudySpec absolute(StudySpec spec, Path directory) {
    ModelSpec model = spec.model();
    CorpusSpec corpus = spec.corpus();
    return new StudySpec(
        spec.name(),
        spec.seed(),
        new ModelSpec(
            absolute(model.source(), directory),
            model.revision(),
            model.step0Source().map(source -> absolute(source, directory)),
            model.step0Revision()),
        new CorpusSpec(
            absolute(corpus.source(), directory),
            corpus.textField(),
            corpus.startToken(),
            corpus.contextLength(),
            corpus.trainTokens(),
            corpus.evalTokens(),
            corpus.interpTokens()),
        spec.positions(),
        spec.rerandomization(),
        spec.variants(),
        spec.variantSeeds(),
        spec.hookPoints(),
        spec.activations(),
        spec.saes(),
        absolute(spec.autointerp(), directory),
        spec.probes(),
        spec.statistics());
  }

  private static AutointerpSpec absolute(AutointerpSpec spec, Path directory) {
    return spec.explainer() instanceof ExplainerSpec.None none
        ? spec.withExplainer(new ExplainerSpec.None(absolute(none.explanations(), directory)))
        : spec;
  }

  static String absolute(String source, Path directory) {
    return FileSource.path(source)
        .map(path -> FileSource.SCHEME + directory.toAbsolutePath().resolve(path).normalize())
        .orElse(source);
  }
}
