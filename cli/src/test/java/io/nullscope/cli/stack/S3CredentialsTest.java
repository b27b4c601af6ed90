package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3CredentialsTest {
  @TempDir private Path directory;

  @Test
  void areRandomKeptAndReadableByTheOwnerOnly() throws IOException {
    StackHome home = new StackHome(directory);
    StackHome other = new StackHome(Files.createDirectory(directory.resolve("other")));

    S3Credentials made = S3Credentials.of(home);

    assertThat(made.secretKey()).hasSize(40);
    assertThat(S3Credentials.of(home)).isEqualTo(made);
    assertThat(S3Credentials.of(other)).isNotEqualTo(made);
    assertThat(Files.getPosixFilePermissions(home.credentials()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void doNotPrintTheSecret() {
    S3Credentials credentials = S3Credentials.of(new StackHome(directory));

    assertThat(credentials.toString()).doesNotContain(credentials.secretKey());
  }

  @Test
  void nameTheFileThatIsBroken() throws IOException {
    StackHome home = new StackHome(directory);
    Files.writeString(home.credentials(), "accessKey=x\n");

    assertThatThrownBy(() -> S3Credentials.of(home))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(home.credentials().toString())
        .hasMessageContaining("Delete the file");
  }
}
