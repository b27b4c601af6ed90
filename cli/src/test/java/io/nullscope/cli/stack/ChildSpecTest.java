package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildSpecTest {
  private static final Map<String, String> PARENT =
      Map.of("PATH", "/bin", "OPENAI_API_KEY", "k", "SET", "parent");

  @Test
  void onlyTheChildThatNeedsThemGetsKeys() {
    assertThat(environment(true)).containsEntry("OPENAI_API_KEY", "k");
    assertThat(environment(false))
        .doesNotContainKey("OPENAI_API_KEY")
        .containsEntry("PATH", "/bin");
  }

  @Test
  void whatTheChildNeedsReplacesWhatItInherits() {
    assertThat(environment(false)).containsEntry("SET", "child");
  }

  @Test
  void aDescriptionHasNoEnvironment() {
    assertThat(child(true)).asString().doesNotContain("parent").doesNotContain("SET");
  }

  private static Map<String, String> environment(boolean holdsApiKeys) {
    Map<String, String> environment = new HashMap<>(PARENT);
    child(holdsApiKeys).adapt(environment);
    return environment;
  }

  private static ChildSpec child(boolean holdsApiKeys) {
    return new ChildSpec(
        "service", List.of("run"), Map.of("SET", "child"), holdsApiKeys, Path.of("service.log"));
  }
}
