package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePathsTest {
  private static final Path HERE = Path.of("/home/me");

  @ParameterizedTest
  @CsvSource({
    "file:models/x, file:/home/me/models/x",
    "file:./models/../x, file:/home/me/x",
    "file:/data/x, file:/data/x",
    "file:///data/x, file:/data/x",
    "s3:bucket/x, s3:bucket/x"
  })
  void areMadeAbsolute(String source, String absolute) {
    assertThat(SourcePaths.absolute(source, HERE)).isEqualTo(absolute);
  }

  @Test
  void areTheOnlyThingThatChangesInAStudy() {
    StudySpec spec =
        StudySpecReader.withOverrides(StudyFiles.VALID, List.of("model.step0Source=file:zero"))
            .orThrow();

    StudySpec absolute = SourcePaths.absolute(spec, HERE);

    assertThat(absolute.model().source()).isEqualTo("file:/home/me/models/tiny");
    assertThat(absolute.model().step0Source()).contains("file:/home/me/zero");
    assertThat(absolute.corpus().source()).isEqualTo("file:/data/text.jsonl");
    assertThat(StudySpecReader.read(absolute.toYaml()).orThrow()).isEqualTo(absolute);
    assertThat(absolute.toYaml().replace("file:/home/me/", "file:")).isEqualTo(spec.toYaml());
  }
}
