package io.nullscope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3ConfigTest {

  @Test
  void doesNotPrintTheSecret() {
    S3Config config = new S3Config("http://h:1", "us-east-1", "bucket", "access", "hidden");

    assertThat(config).asString().contains("access").doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, us-east-1, bucket, not an http",
    "ftp://h, us-east-1, bucket, not an http",
    ", us-east-1, bucket, not an http",
    "http://h, '', bucket, region is empty",
    "http://h, us-east-1, Bucket, is not valid",
    "http://h, us-east-1, b, is not valid"
  })
  void saysWhatIsWrong(String endpoint, String region, String bucket, String problem) {
    assertThatThrownBy(() -> new S3Config(endpoint, region, bucket, "a", "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
