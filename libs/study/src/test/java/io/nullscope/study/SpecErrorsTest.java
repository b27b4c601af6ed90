package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecErrorsTest {
  /**
   * One wrong setting, one error: at that path, on the right line, saying what is wrong and what to
   * do.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "name= | name | is missing | name the study",
        "name='' | name | is empty | name the study",
        "name='  ' | name | is blank | name the study",
        "name=true | name | is text, but this is true | quotes",
        "name=[a] | name | is text, but this is a list | single value",
        "name=\"a\\nb\" | name | control character | one line",
        "seed=-1 | seed | at least 0, but is -1 | from 0",
        "seed=1.5 | seed | whole number, but is 1.5 | from 0",
        "seed=soon | seed | must be a whole number, but is 'soon' | from 0",
        "seed=9007199254740992 | seed | at most 9007199254740991 | from 0",
        "seed=1e400 | seed | at most 9007199254740991 | from 0",
        "seed=[1] | seed | must be a whole number, but is a list | from 0",
        "model=demo | model | is a map of settings, but this is 'demo' | indented",
        "model.source= | model.source | is missing | --set model.source=file:",
        "model.source=hf:pythia-70m | model.source | does not name a repository | hf:OWNER/NAME",
        "model.source=hf:../../etc | model.source | does not name a repository | hf:OWNER/NAME",
        "model.source=hf:a/b/c | model.source | does not name a repository | hf:OWNER/NAME",
        "model={source: hf:a/b, revision: 'my branch'} | model.revision | cannot be a revision |"
            + " commit id",
        "model={source: hf:a/b, step0Revision: ''} | model.step0Revision | cannot be a revision |"
            + " commit id",
        "model.source=/models/x | model.source | does not say what kind of source | file:PATH",
        "model.source='file:' | model.source | names no path | write the path",
        "model.source=file:~/models | model.source | '~' is not expanded | in full",
        "model.source=s3:bucket/x | model.source | S3 sources (s3:) are not available | file:PATH",
        "model.source={} | model.source | is text, but this is a map | single value",
        "model.step0Source=hf:x | model.step0Source | does not name a repository | hf:OWNER/NAME",
        "model={source: demo, revision: step1} | model.revision | has no revision 'step1' | main,"
            + " step0",
        "model={source: demo, step0Revision: final} | model.step0Revision | has no revision 'final'"
            + " | main, step0",
        "model={source: demo, step0Revision: step0, step0Source: demo} | model.step0Source | and so"
            + " does step0Revision | remove one",
        "model.step0Revision=step0 | model.step0Revision | have no revisions | step0Source",
        "activations.retention=forever | activations.retention | there is no 'forever' | rolling",
        "activations={retention: rolling, windowShards: 5} | activations.windowShards | must be"
            + " even, but is 5 | e.g. 32",
        "activations={retention: rolling, windowShards: 0} | activations.windowShards | at least 2,"
            + " but is 0 | e.g. 32",
        "activations={retention: rolling, shardTokens: 100} | activations.shardTokens | less than"
            + " one context window of 128 | contextLength",
        "activations.windowShards=4 | activations.windowShards | is a setting of rolling retention"
            + " | retention: rolling",
        "corpus.source=hf:roneneldan/TinyStories | corpus.source | not available in this version |"
            + " file:FILE",
        "corpus.textField='' | corpus.textField | is blank | e.g. text",
        "corpus.startToken=-1 | corpus.startToken | at least 0 | auto, none, a token's id",
        "corpus.startToken=1.5 | corpus.startToken | whole number | auto, none, a token's id",
        "corpus.startToken=true | corpus.startToken | must be a whole number | auto, none, a token's id",
        "corpus.startToken='' | corpus.startToken | is empty | auto, none, a token's id",
        "corpus.startToken=[0] | corpus.startToken | must be a whole number | auto, none, a token's id",
        "positions.first=-1 | positions.first | at least 0, but is -1 | e.g. 1, or 0",
        "positions.first=128 | positions.first | leaves nothing of a context window of 128 | raise corpus",
        "positions.maxNormMedians=1 | positions.maxNormMedians | greater than 1 and at most 1000000, but is 1 | or none",
        "positions.maxNormMedians=nil | positions.maxNormMedians | must be a number, but is 'nil' | or none",
        "positions={tokens: [bos]} | positions.tokens[0] | must be a whole number, but is 'bos' | token ids",
        "probes.latents=-1 | probes.latents | at least 0, but is -1 | or 0 to probe none",
        "probes.windows=0 | probes.windows | at least 1, but is 0 | e.g. 2",
        "probes.window=2 | probes.window | there is no such setting | did you mean probes.windows",
        "positions.specialTokens=1 | positions.specialTokens | is true or false | true or false",
        "corpus.contextLength=1 | corpus.contextLength | at least 2 | e.g. 128",
        "corpus.contextLength=2M | corpus.contextLength | at most 1048576 | e.g. 128",
        "corpus.trainTokens=0 | corpus.trainTokens | at least 1, but is 0 | 300k",
        "corpus.trainTokens= | corpus.trainTokens | is missing | 300k",
        "corpus.trainTokens=-5 | corpus.trainTokens | at least 1, but is -5 | 300k",
        "corpus.evalTokens=0 | corpus.evalTokens | at least 1, but is 0 | 300k",
        "corpus.evalTokens=100 | corpus.evalTokens | less than one context window of 128 | raise"
            + " it",
        "corpus.interpTokens=0 | corpus.interpTokens | at least 1, but is 0 | 300k",
        "corpus.interpTokens=1k | corpus.interpTokens | gives 31 windows | minActiveWindows",
        "corpus.interpTokens=3 apples | corpus.interpTokens | whole number, but is '3 apples' |"
            + " 300k",
        "rerandomization.layerNorm=keeep | rerandomization.layerNorm | no 'keeep' | did you mean"
            + " keep?",
        "rerandomization.biases=maybe | rerandomization.biases | no 'maybe' | one of redraw, keep",
        "variants=trained | variants | is a list, but this is 'trained' | in brackets",
        "variants=[] | variants | is empty | in brackets",
        "variants=[traned] | variants[0] | no 'traned' | did you mean trained?",
        "variants=[step0, random] | variants[1] | no 'random' | one of trained, ",
        "variants=[cascading-top] | variants[0] | no 'cascading-top' | cascading-top-N with a layer"
            + " N from 0",
        "variants=[cascading-bottom-x] | variants[0] | no 'cascading-bottom-x' | e.g."
            + " cascading-bottom-1",
        "variants=[permutd] | variants[0] | no 'permutd' | did you mean permuted?",
        "variants=[cascading-top-1, cascading-top-1] | variants[1] | listed twice:"
            + " 'cascading-top-1' | remove",
        "rerandomization.moments=layer | rerandomization.moments | no 'layer' | one of tensor,"
            + " head, row",
        "rerandomization.standardDeviation=sample | rerandomization.standardDeviation | no 'sample'"
            + " | unbiased",
        "variants=[step0, step0] | variants[1] | listed twice: 'step0' | remove",
        "variants=[[step0]] | variants[0] | must be a word, but is a list | one of trained, ",
        "variantSeeds=[] | variantSeeds | is empty | [0, 1, 2]",
        "variantSeeds=3 | variantSeeds | is a list, but this is 3 | [0, 1, 2]",
        "variantSeeds=[0, -1] | variantSeeds[1] | at least 0, but is -1 | from 0",
        "variantSeeds=[0, 1, 0] | variantSeeds[2] | listed twice: 0 | remove",
        "hookPoints=some | hookPoints | 'some' selects nothing | {every: 2}",
        "hookPoints=[] | hookPoints | is empty | {every: 2}",
        "hookPoints=[layer.0] | hookPoints[0] | 'layer.0' is not a hook point | layers.N",
        "hookPoints=[layers.0, layers.0] | hookPoints[1] | listed twice: 'layers.0' | remove",
        "hookPoints={every: 0} | hookPoints.every | at least 1, but is 0 | {every: 2}",
        "hookPoints={} | hookPoints.every | is missing | {every: 2}",
        "hookPoints={evry: 2, every: 1} | hookPoints.evry | no such setting | did you mean"
            + " hookPoints.every?",
        "sae.architecture=jumpreluu | sae.architecture | no 'jumpreluu' | did you mean jumprelu?",
        "sae.architecture=vae | sae.architecture | no 'vae' | one of topk, batchtopk, matryoshka,"
            + " jumprelu, gated, relu",
        "sae.expansion=0 | sae.expansion | at least 1, but is 0 | from 1",
        "sae.latents=-1 | sae.latents | at least 1, but is -1 | from 1",
        "sae={latents: 64, expansion: 2} | sae.expansion | both given | keep one",
        "sae={latents: 64, k: 65} | sae.k | is 65, more than the 64 latents | lower sae.k",
        "sae.k=0 | sae.k | at least 1, but is 0 | e.g. 32",
        "sae.k=3B | sae.k | at most 65536 | e.g. 32",
        "sae.seeds=[] | sae.seeds | is empty | [0, 1, 2]",
        "sae.training.batchSize=0 | sae.training.batchSize | at least 1, but is 0 | e.g. 512",
        "sae.training.batchSize=400k | sae.training.batchSize | more than the 300000 training"
            + " tokens | lower it",
        "sae.training.epochs=0 | sae.training.epochs | at least 1, but is 0 | e.g. 1",
        "sae.training.epochs=0.5 | sae.training.epochs | whole number, but is 0.5 | e.g. 1",
        "sae.training.learningRate=0 | sae.training.learningRate | greater than 0 and at most 10, but is 0 | 1e-3",
        "sae.training.learningRate=-1e-3 | sae.training.learningRate | greater than 0 | 1e-3",
        "sae.training.learningRate=fast | sae.training.learningRate | a number, but is 'fast' |"
            + " auto",
        "sae.training.learningRate=1e999 | sae.training.learningRate | greater than 0 | 1e-3",
        "sae.training.warmupFraction=1.5 | sae.training.warmupFraction | from 0 to 1 | 0.05",
        "sae.training.decayFraction=-0.1 | sae.training.decayFraction | from 0 to 1 | 0.05",
        "sae.training={warmupFraction: 0.6, decayFraction: 0.5} | sae.training.decayFraction | more"
            + " than all steps | at most 1",
        "sae.training.deadAfterTokens=0 | sae.training.deadAfterTokens | at least 1, but is 0 |"
            + " 10M",
        "autointerp.latents=0 | autointerp.latents | at least 1, but is 0 | e.g. 100",
        "autointerp.explainer={kind: openai, model: m} | autointerp.explainer.baseUrl | is missing"
            + " | e.g. http://localhost:8000/v1",
        "autointerp.explainer={kind: openai, baseUrl: 'http://h/v1'} | autointerp.explainer.model |"
            + " is missing | as the server knows it",
        "autointerp.explainer={kind: openai, model: '', baseUrl: 'http://h/v1'} |"
            + " autointerp.explainer.model | not the name of a model | as the server knows it",
        "autointerp.explainer={kind: openai, model: m, baseUrl: u} | autointerp.explainer.baseUrl |"
            + " not the address | e.g. http://localhost",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'file:///etc/passwd'} |"
            + " autointerp.explainer.baseUrl | not the address | e.g. http://localhost",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'https://key@h/v1'} |"
            + " autointerp.explainer.baseUrl | may be a secret | e.g. http://localhost",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'https://h/v1?key=k'} |"
            + " autointerp.explainer.baseUrl | may be a secret | e.g. http://localhost",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', apiKeyEnv:"
            + " NULLSCOPE_S3_SECRET_KEY} | autointerp.explainer.apiKeyEnv | ends in _API_KEY |"
            + " never the key itself",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', apiKeyEnv: sk-123} |"
            + " autointerp.explainer.apiKeyEnv | ends in _API_KEY | never the key itself",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', temperature: 3} |"
            + " autointerp.explainer.temperature | from 0 to 2 | e.g. 0",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', inputPrice: 1} |"
            + " autointerp.explainer.outputPrice | missing beside the other | 0.15",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', coverage: 0.5} |"
            + " autointerp.explainer.coverage | no such setting | kind",
        "autointerp.explainer={kind: none} | autointerp.explainer.explanations | is missing |"
            + " explanations: file:",
        "autointerp.explainer={kind: none, explanations: 'file:e.jsonl'} | autointerp.judge |"
            + " somebody has to read | kind: openai",
        "autointerp.explainer={kind: none, explanations: demo} | autointerp.explainer.explanations"
            + " | no bundled | explanations: file:",
        "autointerp.explainer.kind=oracle | autointerp.explainer.kind | no 'oracle' | use lexical",
        "autointerp.judge.kind=oracle | autointerp.judge.kind | no 'oracle' | use lexical or"
            + " openai",
        "autointerp.judge={kind: openai, model: m, baseUrl: 'http://h/v1', examplesPerPrompt: 51} |"
            + " autointerp.judge.examplesPerPrompt | at most 50 | e.g. 5",
        "autointerp={explainer: {kind: openai, model: m, baseUrl: 'http://h/v1'}, judge: {kind:"
            + " lexical}} | autointerp.judge | lexical explanations only | kind: openai",
        "autointerp.negativeKinds=[same-token] | autointerp.negativeKinds | lacks random | add"
            + " random",
        "autointerp.negativeKinds=[random, same-tokens] | autointerp.negativeKinds[1] | no"
            + " 'same-tokens' | did you mean same-token?",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', answers: logprobs} |"
            + " autointerp.explainer.answers | no 'logprobs' | one of auto, log-probabilities,"
            + " grades, plain",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', outputLimit:"
            + " max_token} | autointerp.explainer.outputLimit | no 'max_token' | did you mean"
            + " max_tokens?",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', contextTokens: 0} |"
            + " autointerp.explainer.contextTokens | at least 1 | e.g. 8192",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', thinkingTokens: 2M}"
            + " | autointerp.explainer.thinkingTokens | at most 1000000 | e.g. 2000",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', keyHeader: 'a b'} |"
            + " autointerp.explainer.keyHeader | is no name of a header | e.g. api-key",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', apiVersion: 'a&b'} |"
            + " autointerp.explainer.apiVersion | is no version | e.g. 2024-10-21",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', requestFields: fast}"
            + " | autointerp.explainer.requestFields | is a map of fields | reasoning_effort",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', requestFields:"
            + " {stream: true}} | autointerp.explainer.requestFields.stream | have already | remove"
            + " it",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', requestFields: {a:"
            + " {}}} | autointerp.explainer.requestFields.a | is empty | leave the field out",
        "autointerp.explainer={kind: openai, model: m, baseUrl: 'http://h/v1', requestFields: {'a"
            + " b': 1}} | autointerp.explainer.requestFields.a b | no name of a field | letters",
        "autointerp.requests.concurrency=0 | autointerp.requests.concurrency | at least 1 | e.g."
            + " 16",
        "autointerp.requests.timeoutSeconds=601 | autointerp.requests.timeoutSeconds | at most 600"
            + " | e.g. 60",
        "autointerp.requests.attempts=11 | autointerp.requests.attempts | at most 10 | e.g. 5",
        "autointerp.budget.tokens=0 | autointerp.budget.tokens | at least 1 | e.g. 10M",
        "autointerp.budget.cost=0 | autointerp.budget.cost | greater than 0 | e.g. 20",
        "autointerp={explainer: {kind: openai, model: m, baseUrl: 'http://h/v1'}, budget: {cost:"
            + " 3}} | autointerp.budget.cost | needs prices | inputPrice",
        "autointerp.explainer.coverage=0 | autointerp.explainer.coverage | above 0 and at most 1 |"
            + " 0.8",
        "autointerp.explainer.coverage=80 | autointerp.explainer.coverage | above 0 and at most 1,"
            + " but is 80 | 0.8",
        "autointerp.explainer.maxTokens=0 | autointerp.explainer.maxTokens | at least 1 | e.g. 20",
        "autointerp.scorers=[] | autointerp.scorers | is empty | [detection, fuzzing]",
        "autointerp.scorers=[guessing] | autointerp.scorers[0] | no 'guessing' | one of detection,"
            + " fuzzing",
        "autointerp.scorers=[fuzzing, fuzing] | autointerp.scorers[1] | no 'fuzing' | did you mean"
            + " fuzzing?",
        "autointerp.windowLength=48 | autointerp.windowLength | does not divide"
            + " corpus.contextLength 128 | divisor of 128",
        "autointerp.windowLength=0 | autointerp.windowLength | at least 1 | e.g. 32",
        "autointerp.minActiveWindows=49 | autointerp.minActiveWindows | less than one test window"
            + " per decile | + 10",
        "autointerp.explanationWindows=0 | autointerp.explanationWindows | at least 1 | e.g. 50",
        "autointerp.explanationWindows=51 | autointerp.minActiveWindows | beside the 51 explanation"
            + " | + 10",
        "autointerp.positives=45 | autointerp.positives | ten deciles | multiple of 10",
        "autointerp.positives=0 | autointerp.positives | at least 1 | e.g. 50",
        "autointerp.negatives=0 | autointerp.negatives | at least 1 | e.g. 50",
        "statistics.bootstrapResamples=0 | statistics.bootstrapResamples | at least 1 | 1000",
        "statistics.permutations=2000 | statistics.permutations | is gone | variantSeeds",
        "statistics.confidence=95 | statistics.confidence | above 0.5 and at most 0.999, but is 95 | 0.95 for 95 %",
        "statistics.confidence=1 | statistics.confidence | above 0.5 and at most 0.999, but is 1 | 0.95",
        "statistics.equivalenceMargin=0.1 | statistics.equivalenceMargin | is gone | statistics.margins",
        "statistics.margins={r2: -0.1} | statistics.margins.r2 | greater than 0 and at most 1000 | 0.02",
        "statistics.margins={r2: much} | statistics.margins.r2 | must be a number | 0.02",
        "statistics.margins=0.1 | statistics.margins | is a map of settings | indented",
        "sea.k=3 | sea | no such setting | did you mean sae?",
        "k=3 | k | no such setting | did you mean sae.k or",
        "trainTokens=3 | trainTokens | no such setting | did you mean corpus.trainTokens?",
        "corpus.context_length=128 | corpus.context_length | no such setting | did you mean"
            + " corpus.contextLength?",
        "sae.lambda=128 | sae.lambda | no such setting | the settings here are name, preset,"
            + " architecture, latents",
        "model.source.x=1 | model.source | is text, but this is a map | single value",
      })
  void reportsOneWrongSetting(String override, String path, String problem, String fix) {
    SpecResult result = StudySpecReader.withOverrides(Studies.MINIMAL, List.of(override));

    assertThat(Studies.errors(result))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path()).isEqualTo(path);
              assertThat(error.line()).isZero();
              assertThat(error.problem()).contains(problem);
              assertThat(error.fix()).contains(fix);
            });
  }

  @Test
  void reportsEverythingAtOnceWithLinesInFileOrder() {
    String text =
        """
        nme: x
        model:
          revision: main
        corpus:
          source: hf:pile
          trainTokens: 0
          evalTokens: lots
          interpTokens: 1M
          contextLength: 100
        variants:
          - trained
          - trained
          - stp0
        hookPoints: [layers.0, first]
        sae:
          k: 99
          latents: 64
          training: { epochs: 0,
                      batchSize: -1 }
        autointerp: { positives: 15 }
        """;

    List<SpecError> errors = Studies.errors(StudySpecReader.read(text));

    assertThat(errors)
        .extracting(error -> error.line() + " " + error.path())
        .containsExactly(
            "1 name",
            "1 nme",
            "2 model.source",
            "5 corpus.source",
            "6 corpus.trainTokens",
            "7 corpus.evalTokens",
            "12 variants[1]",
            "13 variants[2]",
            "14 hookPoints[1]",
            "16 sae.k",
            "18 sae.training.epochs",
            "19 sae.training.batchSize",
            "20 autointerp.windowLength",
            "20 autointerp.positives");
  }

  @Test
  void anErrorReadsAsOneLine() {
    SpecError error = Studies.errors(StudySpecReader.read(Studies.MINIMAL + "sae: {k: 0}")).get(0);

    assertThat(error)
        .hasToString(
            "line 4: sae.k: must be at least 1, but is 0; set the number of active latents, e.g."
                + " 32");
  }

  @Test
  void reportsKeysThatAreSetTwice() {
    String text =
        Studies.MINIMAL + "sae:\n  k: 3\n  training:\n    epochs: 1\n    epochs: 2\n  k: 4\n";

    assertThat(Studies.errors(StudySpecReader.read(text)))
        .extracting(SpecError::path, SpecError::line, SpecError::problem)
        .containsExactly(
            tuple("sae.training.epochs", 8, "is set twice, first on line 7"),
            tuple("sae.k", 9, "is set twice, first on line 5"));
  }

  @Test
  void aMissingSectionIsReportedByItsMissingFields() {
    assertThat(Studies.errors(StudySpecReader.read("seed: 1")))
        .extracting(SpecError::path)
        .containsExactly(
            "name",
            "model.source",
            "corpus.source",
            "corpus.trainTokens",
            "corpus.evalTokens",
            "corpus.interpTokens");
  }

  @Test
  void aBrokenSectionIsOneError() {
    String text = "name: x\nmodel: {source: 'file:m'}\ncorpus: [a, b]\n";

    assertThat(Studies.errors(StudySpecReader.read(text)))
        .extracting(SpecError::path)
        .containsExactly("corpus");
  }

  @Test
  void treesHaveErrorsWithoutLines() {
    Map<String, Object> tree = new LinkedHashMap<>(Studies.minimal().toTree());
    tree.put("seed", Double.NaN);
    tree.put("variantSeeds", Arrays.asList(0L, null));
    tree.put("variants", "trained");
    tree.put("name", true);

    assertThat(Studies.errors(StudySpecReader.read(tree)))
        .allSatisfy(error -> assertThat(error.line()).isZero())
        .extracting(SpecError::path)
        .containsExactly("name", "seed", "variants", "variantSeeds[1]");
  }

  @Test
  void deepTreesAreRefused() {
    Map<String, Object> tree = new LinkedHashMap<>();
    Map<String, Object> inner = tree;
    for (int i = 0; i < 20_000; i++) {
      Map<String, Object> next = new LinkedHashMap<>();
      inner.put("a", next);
      inner = next;
    }

    assertThat(Studies.errors(StudySpecReader.read(tree)))
        .anySatisfy(error -> assertThat(error.problem()).contains("nested too deeply"));
  }
}
