package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1 | the study is empty",
        "'# only a comment' | 1 | the study is empty",
        "just words | 1 | this is 'just words'",
        "[a, b] | 1 | this is a list",
        "42 | 1 | this is 42",
        "'{' | 1 | is not valid YAML",
        "'name: \"x' | 1 | is not valid YAML",
        "'name: @x' | 1 | is not valid YAML",
        "'name: !!java.util.Date x' | 1 | YAML tags such as",
        "'name: !custom x' | 1 | YAML tags such as",
        "'name: *x' | 1 | no finished anchor",
        "'a: &x [*x]' | 1 | no finished anchor",
        "'{[a]: b}' | 1 | a key must be a word",
      })
  void refusesWhatIsNoStudy(String text, int line, String problem) {
    assertThat(Studies.errors(StudySpecReader.read(text)))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.line()).isEqualTo(line);
              assertThat(error.problem()).contains(problem);
            });
  }

  @Test
  void namesTheLineOfASyntaxError() {
    assertThat(Studies.errors(StudySpecReader.read("name: x\nmodel:\n\tsource: y\n")))
        .singleElement()
        .satisfies(error -> assertThat(error.line()).isEqualTo(3));
  }

  @Test
  void refusesASecondDocument() {
    assertThat(Studies.errors(StudySpecReader.read(Studies.MINIMAL + "---\nname: y\n")))
        .singleElement()
        .satisfies(error -> assertThat(error.problem()).contains("second document"));
  }

  @Test
  void refusesTextThatIsTooLong() {
    String text = Studies.MINIMAL + "#".repeat(1 << 20);

    assertThat(Studies.describe(text)).contains("characters; at most 1048576 are read");
  }

  @Test
  void refusesDeepNesting() {
    String text = "name: " + "[".repeat(500_000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(Studies.describe(text)).contains("the nesting is too deep"));
  }

  @Test
  void refusesTooManyValues() {
    String text = "name: [" + "1,".repeat(20_000) + "1]";

    assertThat(Studies.describe(text)).contains("more than 10000 values");
  }

  @Test
  void refusesTooManyAliases() {
    String text = "name: &a x\nvariants: [" + "*a,".repeat(60) + "*a]";

    assertThat(Studies.describe(text)).contains("more than 50 aliases");
  }

  @Test
  void aliasesDoNotMultiply() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 5; i++) {
      String nine = String.join(", ", Collections.nCopies(9, "*a" + (i - 1)));
      text.append("a%d: &a%d [%s]\n".formatted(i, i, nine));
    }

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(Studies.describe(text.toString())).contains("a5: there is no such setting"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: \u0000",
        "name: \ud800",
        "\ufeff",
        "name: \u0007",
        "%YAML 3.0\n---\nname: x"
      })
  void oddCharactersAreErrorsNotExceptions(String text) {
    assertThat(Studies.errors(StudySpecReader.read(text))).isNotEmpty();
  }

  /** Damaged studies are errors (or by luck still studies), never exceptions. */
  @Test
  void neverThrowsForDamagedText() {
    Random random = new Random(7);
    String alphabet = "{}[]:,-*&!|>'\"%@`#? \n\tk0";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder(Studies.FULL);
      for (int edit = 0; edit < 1 + random.nextInt(4); edit++) {
        int at = random.nextInt(text.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (random.nextBoolean()) {
          text.setCharAt(at, c);
        } else {
          text.insert(at, c);
        }
      }

      assertThat(StudySpecReader.read(text.toString())).isNotNull();
    }
  }
}
