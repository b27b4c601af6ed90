package io.nullscope.checkpoints.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that nobody's model contains. */
class PickleMachineTest {

  private static byte[] latin1(String program) {
    return program.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A tensor of a float storage with 6 elements; offset, sizes and strides as opcodes. */
  private static byte[] tensor(String offset, String shape, String strides) {
    return tensor(offset, shape, strides, "");
  }

  private static byte[] tensor(String offset, String shape, String strides, String metadata) {
    return latin1(
        "\u0080\u0002}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n("
            + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\6tQ"
            + offset
            + shape
            + strides
            + "\u0089N"
            + metadata
            + "tRs.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cos\\nsystem\\n(X\\1\\0\\0\\0xtR. | names os.system",
        "cbuiltins\\neval\\n. | names builtins.eval",
        "ctorch\\nFloatStorage\\n)R. | torch.FloatStorage with arguments",
        "ccollections\\nOrderedDict\\nK\\1\\205R. | collections.OrderedDict with arguments",
        "]K\\1b. | something that is not a dictionary",
        "K\\1Q. | not a storage",
        "h\\5. | value 5, which is not there",
        "). | ",
        "t. | was not opened",
        "(. | unfinished",
        "]]. | unfinished",
        "R. | not there",
        "K\\1K\\2R. | cannot be called",
        "}K\\1]]u. | was not opened",
        "}(K\\1u. | not a dictionary",
        "}()]u. | keys are not texts",
        "X\\377\\377\\377\\377. | text of 4294967295 bytes",
        "X\\10\\0\\0\\0abc | middle of an instruction",
        "\\212\\377\\0. | whole number of 255 bytes",
        "i. | instruction 0x69",
        "\\223. | instruction 0x93",
        "\\200\\5. | protocol 5",
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( | nested more than 64",
      })
  void isRefused(String program, String problem) {
    byte[] code = latin1(program.translateEscapes());
    if (problem == null) {
      assertThat(PickleMachine.run(code)).isInstanceOf(PickleValue.Tuple.class);
      return;
    }
    assertThatThrownBy(() -> PickleMachine.run(code))
        .isInstanceOf(PickleException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void readsAView() {
    PickleValue.Dictionary state =
        (PickleValue.Dictionary) PickleMachine.run(tensor("K\1", "K\2K\2\u0086", "K\3K\1\u0086"));
    PickleValue.TensorValue value = (PickleValue.TensorValue) state.entries().get("w");

    assertThat(value.tensor().offset()).isEqualTo(1);
    assertThat(value.tensor().shape()).containsExactly(2, 2);
    assertThat(value.tensor().strides()).containsExactly(3, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "K\\0 | K\\7\\205 | K\\1\\205 | reaches beyond its storage of 6",
        "K\\6 | K\\1\\205 | K\\1\\205 | reaches beyond",
        "J\\377\\377\\377\\377 | K\\1\\205 | K\\1\\205 | negative",
        "K\\0 | J\\376\\377\\377\\377\\205 | K\\1\\205 | negative",
        "K\\0 | K\\2\\205 | J\\377\\377\\377\\377\\205 | negative",
        "K\\0 | K\\2\\205 | K\\0\\205 | share memory",
        "K\\0 | K\\2K\\3\\206 | K\\1K\\1\\206 | share memory",
        "K\\0 | K\\2K\\2\\206 | K\\1\\205 | 2 sizes and 1 strides",
        "K\\0 | \\212\\10\\377\\377\\377\\377\\377\\377\\377\\177K\\2\\206 | K\\1K\\1\\206 | larger than",
        "K\\0 | \\212\\10\\377\\377\\377\\377\\377\\377\\377\\177K\\0\\206 | K\\1K\\1\\206 | larger than",
        "K\\0 | K\\2\\205 | \\212\\10\\377\\377\\377\\377\\377\\377\\377\\177\\205 | larger than",
        "\\212\\10\\377\\377\\377\\377\\377\\377\\377\\177 | K\\1\\205 | K\\1\\205 | larger than",
        "N | K\\1\\205 | K\\1\\205 | arguments that it does not take",
        "K\\0 | N\\205 | K\\1\\205 | arguments that it does not take",
      })
  void aViewOutsideItsStorageIsRefused(
      String offset, String shape, String strides, String problem) {
    byte[] program =
        tensor(offset.translateEscapes(), shape.translateEscapes(), strides.translateEscapes());

    assertThatThrownBy(() -> PickleMachine.run(program))
        .isInstanceOf(PickleException.class)
        .hasMessageContaining(problem);
  }

  /** torch.save writes it for a tensor whose values are those of its storage, negated. */
  @Test
  void metadataThatChangesTheValuesIsRefused() {
    String neg = "}X\3\0\0\0neg\u0088s";

    assertThatThrownBy(() -> PickleMachine.run(tensor("K\0", "K\2\u0085", "K\1\u0085", neg)))
        .isInstanceOf(PickleException.class)
        .hasMessageContaining("has metadata, which is not supported; save it with .clone()");
    assertThat(PickleMachine.run(tensor("K\0", "K\2\u0085", "K\1\u0085", "}")))
        .isInstanceOf(PickleValue.Dictionary.class);
  }

  @Test
  void aListInItselfIsNoTrap() {
    // [] memoised, appended to itself a thousand times.
    String program = "]q\0" + "h\0a".repeat(1000) + ".";

    assertThat(PickleMachine.run(latin1(program))).isInstanceOf(PickleValue.Sequence.class);
  }

  @Test
  void aProgramThatGrowsIsCutShort() {
    byte[] program = new byte[4_000_000];
    Arrays.fill(program, (byte) 'N');

    assertThatThrownBy(() -> PickleMachine.run(program)).hasMessageContaining("instructions");
  }

  @Test
  void noiseIsRefusedOrHarmless() {
    Random random = new Random(3);
    String opcodes = "()]}NtaesuXKMJGqrhjQRbc.\u0085\u0086\u0087\u0088\u0089\u008a";
    for (int round = 0; round < 50_000; round++) {
      ByteArrayOutputStream program = new ByteArrayOutputStream();
      for (int i = 0; i < random.nextInt(40); i++) {
        program.write(
            random.nextInt(3) == 0
                ? random.nextInt(6)
                : opcodes.charAt(random.nextInt(opcodes.length())));
      }
      program.write('.');
      try {
        PickleMachine.run(program.toByteArray());
      } catch (PickleException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
