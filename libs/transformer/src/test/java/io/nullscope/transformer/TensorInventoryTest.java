package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsHeader;
import io.nullscope.artifacts.safetensors.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TensorInventoryTest {

  private static final LlamaConfig TIED =
      new LlamaConfig(
          "llama",
          2,
          128,
          8,
          4,
          16,
          384,
          2048,
          512,
          1e-6,
          new Rotary(16, 10_000, new RotaryScaling.None()),
          LlamaVariation.NONE,
          0.02,
          true,
          OptionalInt.of(1));
  private static final LlamaConfig UNTIED =
      new LlamaConfig(
          "llama",
          1,
          8,
          2,
          1,
          4,
          16,
          32,
          64,
          1e-6,
          new Rotary(4, 10_000, new RotaryScaling.None()),
          LlamaVariation.NONE,
          0.02,
          false,
          OptionalInt.of(1));
  private static final GptNeoXConfig NEOX =
      new GptNeoXConfig(
          6, 512, 8, 2048, 50304, 2048, 1e-5, 10_000, 0.25, true, true, OptionalInt.of(0));

  private static final Gpt2Config GPT_2 =
      new Gpt2Config(
          12, 768, 12, 3072, 50257, 1024, 1e-5, false, 0.02, true, OptionalInt.of(50256));

  @Test
  void gptNeoXHasTwelveTensorsPerBlockAndFourMore() {
    List<ParameterSpec> parameters = TensorInventory.of(NEOX).parameters();
    assertThat(parameters).hasSize(12 * 6 + 4).doesNotHaveDuplicates();
    assertThat(parameters.stream().mapToLong(ParameterSpec::elements).sum()).isEqualTo(70_426_624);
    assertThat(parameters.get(0).name()).isEqualTo("gpt_neox.embed_in.weight");
    assertThat(parameters.get(parameters.size() - 1).name()).isEqualTo("embed_out.weight");
    assertThat(parameters.get(parameters.size() - 1).role()).isEqualTo(TensorRole.UNEMBEDDING);
  }

  @Test
  void rolesAndSidesFollowTheName() {
    assertThat(TensorInventory.of(NEOX).parameters())
        .allSatisfy(
            tensor -> {
              String name = tensor.name();
              assertThat(tensor.role().isEmbedding()).isEqualTo(name.contains("embed"));
              assertThat(tensor.role().isNorm())
                  .isEqualTo(name.contains("layernorm") || name.contains("layer_norm"));
              assertThat(tensor.side() == InitializationSide.OUTPUT_SIDE)
                  .isEqualTo(
                      name.endsWith("attention.dense.weight")
                          || name.endsWith("dense_4h_to_h.weight"));
              assertThat(tensor.side() == InitializationSide.NONE)
                  .isEqualTo(tensor.shape().length == 1);
            });
  }

  @Test
  void acceptsTheCheckpointItExpects() {
    assertThat(TensorInventory.of(NEOX).match(shapes(NEOX), "x")).isEqualTo(NEOX.parameters());
    assertThat(TensorInventory.of(UNTIED).match(shapes(UNTIED), "x"))
        .isEqualTo(UNTIED.parameters());
  }

  @Test
  void takesTiedEmbeddingsUnderEitherName() {
    Map<String, long[]> shapes = shapes(TIED);
    long[] embedding = shapes.get("model.embed_tokens.weight");
    assertThat(names(TensorInventory.of(TIED).match(shapes, "x")))
        .startsWith("model.embed_tokens.weight");

    shapes.put("lm_head.weight", embedding);
    assertThat(names(TensorInventory.of(TIED).match(shapes, "x")))
        .startsWith("model.embed_tokens.weight")
        .doesNotContain("lm_head.weight");

    shapes.remove("model.embed_tokens.weight");
    List<ParameterSpec> matched = TensorInventory.of(TIED).match(shapes, "x");
    assertThat(names(matched)).startsWith("lm_head.weight").hasSize(20);
    assertThat(matched.get(0).role()).isEqualTo(TensorRole.EMBEDDING);

    shapes.remove("lm_head.weight");
    assertThatThrownBy(() -> TensorInventory.of(TIED).match(shapes, "x"))
        .hasMessageContaining("missing: model.embed_tokens.weight");
  }

  @Test
  void gptTwoHasTheTensorsOfItsCheckpoints() {
    List<ParameterSpec> parameters = TensorInventory.of(GPT_2).parameters();
    assertThat(parameters).hasSize(12 * 12 + 4).doesNotHaveDuplicates();
    // The smallest GPT-2, "124M".
    assertThat(parameters.stream().mapToLong(ParameterSpec::elements).sum()).isEqualTo(124_439_808);
    assertThat(parameters.get(1).role()).isEqualTo(TensorRole.POSITION_EMBEDDING);
    assertThat(parameters)
        .filteredOn(parameter -> parameter.name().equals("transformer.h.3.attn.c_attn.weight"))
        .singleElement()
        .satisfies(parameter -> assertThat(parameter.shape()).containsExactly(768, 2304))
        .satisfies(parameter -> assertThat(parameter.outputAxis()).isEqualTo(1));
  }

  @Test
  void takesGptTwoWithAndWithoutPrefix() {
    Map<String, long[]> bare = new LinkedHashMap<>();
    shapes(GPT_2).forEach((name, shape) -> bare.put(name.replace("transformer.", ""), shape));
    bare.put("h.0.attn.bias", new long[] {1, 1, 1024, 1024});
    bare.put("h.11.attn.masked_bias", new long[0]);
    List<ParameterSpec> matched = TensorInventory.of(GPT_2).match(bare, "x");
    assertThat(names(matched)).hasSize(148).startsWith("wte.weight", "wpe.weight");
    assertThat(matched.get(2).depth()).isEqualTo(1);

    bare.put("lm_head.weight", new long[] {50257, 768});
    assertThat(names(TensorInventory.of(GPT_2).match(bare, "x"))).doesNotContain("lm_head.weight");
    bare.put("h.12.ln_1.weight", new long[] {768});
    bare.remove("h.3.mlp.c_fc.bias");
    bare.put("wpe.weight", new long[] {512, 768});
    assertThatThrownBy(() -> TensorInventory.of(GPT_2).match(bare, "pytorch_model.bin"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "pytorch_model.bin does not hold the 148 tensors of a gpt2 model with 12 layers as its config.json describes it;"
                + " missing: h.3.mlp.c_fc.bias; unexpected: h.12.ln_1.weight;"
                + " of another shape: wpe.weight has [512, 768], expected [1024, 768]");
  }

  /** Matrices of GPT-2 are [in, out]: a checkpoint that transposes them is refused. */
  @Test
  void refusesGptTwoWithTransposedMatrices() {
    Map<String, long[]> shapes = shapes(GPT_2);
    shapes.put("transformer.h.0.attn.c_attn.weight", new long[] {2304, 768});
    assertThatThrownBy(() -> TensorInventory.of(GPT_2).match(shapes, "x"))
        .hasMessageContaining(
            "transformer.h.0.attn.c_attn.weight has [2304, 768], expected [768, 2304]");
  }

  @Test
  void refusesATiedUnembeddingOfAnotherShape() {
    Map<String, long[]> shapes = shapes(TIED);
    shapes.put("lm_head.weight", new long[] {2047, 128});
    assertThatThrownBy(() -> TensorInventory.of(TIED).match(shapes, "x"))
        .hasMessageContaining(
            "of another shape: lm_head.weight has [2047, 128], expected [2048, 128]");
  }

  @Test
  void relativesOfLlamaHaveTheTensorsOfTheirVariations() {
    assertThat(names(relative(LlamaVariation.NONE)))
        .noneMatch(name -> name.endsWith("bias") || name.contains("q_norm"));
    assertThat(names(relative(new LlamaVariation(true, false, false, false, Optional.empty()))))
        .filteredOn(name -> name.endsWith("bias"))
        .containsExactly(
            "model.layers.0.self_attn.q_proj.bias",
            "model.layers.0.self_attn.k_proj.bias",
            "model.layers.0.self_attn.v_proj.bias");
    assertThat(names(relative(new LlamaVariation(true, true, true, true, Optional.empty()))))
        .hasSize(names(relative(LlamaVariation.NONE)).size() + 9)
        .contains(
            "model.layers.0.self_attn.o_proj.bias",
            "model.layers.0.mlp.gate_proj.bias",
            "model.layers.0.mlp.up_proj.bias",
            "model.layers.0.mlp.down_proj.bias",
            "model.layers.0.self_attn.q_norm.weight",
            "model.layers.0.self_attn.k_norm.weight");
  }

  private static List<ParameterSpec> relative(LlamaVariation variation) {
    Rotary rotary = new Rotary(4, 10_000, new RotaryScaling.None());
    return new LlamaConfig(
            "llama",
            1,
            8,
            2,
            1,
            4,
            16,
            32,
            64,
            1e-6,
            rotary,
            variation,
            0.02,
            false,
            OptionalInt.of(1))
        .parameters();
  }

  @Test
  void ignoresLegacyBuffers() {
    Map<String, long[]> shapes = shapes(NEOX);
    shapes.put("gpt_neox.layers.0.attention.bias", new long[] {1, 1, 2048, 2048});
    shapes.put("gpt_neox.layers.5.attention.masked_bias", new long[0]);
    shapes.put("gpt_neox.layers.5.attention.rotary_emb.inv_freq", new long[] {8});
    assertThat(TensorInventory.of(NEOX).match(shapes, "x")).hasSize(76);
    assertThat(TensorInventory.isLegacyBuffer("gpt_neox.layers.0.attention.dense.bias")).isFalse();
    assertThat(TensorInventory.isLegacyBuffer("model.layers.11.self_attn.rotary_emb.inv_freq"))
        .isTrue();
  }

  @Test
  void oneMessageNamesEverythingThatIsWrong() {
    Map<String, long[]> shapes = shapes(UNTIED);
    shapes.remove("lm_head.weight");
    shapes.remove("model.layers.0.mlp.up_proj.weight");
    shapes.put("model.layers.1.mlp.up_proj.weight", new long[] {16, 8});
    shapes.put("model.layers.0.self_attn.k_proj.weight", new long[] {8, 8});
    assertThatThrownBy(() -> TensorInventory.of(UNTIED).match(shapes, "model.safetensors"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "model.safetensors does not hold the 12 tensors of a llama model with 1 layers as its config.json describes it;"
                + " missing: model.layers.0.mlp.up_proj.weight, lm_head.weight;"
                + " unexpected: model.layers.1.mlp.up_proj.weight;"
                + " of another shape: model.layers.0.self_attn.k_proj.weight has [8, 8], expected [4, 8]");
  }

  @Test
  void longListsAreCut() {
    assertThatThrownBy(() -> TensorInventory.of(NEOX).match(Map.of(), "x"))
        .hasMessageContaining("gpt_neox.embed_in.weight")
        .hasMessageEndingWith(" and 64 more");
  }

  @Test
  void refusesWeightsThatAreNotNumbersWithFractions() {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    long at = 0;
    for (ParameterSpec parameter : UNTIED.parameters()) {
      DType dtype = parameter.name().equals("model.norm.weight") ? DType.I8 : DType.BF16;
      long end = at + parameter.elements() * dtype.bytes();
      tensors.put(
          parameter.name(), new TensorInfo(parameter.name(), dtype, parameter.shape(), at, end));
      at = end;
    }
    SafetensorsHeader header = new SafetensorsHeader(tensors, Map.of(), 8);
    assertThatThrownBy(() -> TensorInventory.of(UNTIED).match(header, "model.safetensors"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "model.safetensors holds weights that are not of a floating-point type: model.norm.weight is I8");
  }

  private static Map<String, long[]> shapes(TransformerConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    config.parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return shapes;
  }

  private static List<String> names(List<ParameterSpec> parameters) {
    return parameters.stream().map(ParameterSpec::name).toList();
  }
}
