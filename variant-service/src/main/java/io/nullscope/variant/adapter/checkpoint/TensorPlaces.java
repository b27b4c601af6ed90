package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.variant.domain.AttentionHeads;
import io.nullscope.variant.domain.Axis;
import io.nullscope.variant.domain.Layout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a tensor stands in a model, and how attention heads lie in it. */
final class TensorPlaces {

  private static final Pattern BLOCK = Pattern.compile("\\.layers\\.(\\d+)\\.");
  private static final Pattern FUSED = Pattern.compile(".*\\.attention\\.query_key_value\\..*");
  private static final Pattern PROJECTION = Pattern.compile(".*\\.self_attn\\.[qkv]_proj\\..*");
  private static final Pattern OUTPUT =
      Pattern.compile(".*\\.(attention\\.dense|self_attn\\.o_proj)\\.weight");

  private TensorPlaces() {}

  /** 0 before the blocks, n + 1 in block n, L + 1 after the blocks. */
  static int depth(TransformerConfig config, ParameterSpec parameter) {
    Matcher block = BLOCK.matcher(parameter.name());
    if (block.find()) {
      return Integer.parseInt(block.group(1)) + 1;
    }
    return parameter.role() == TensorRole.EMBEDDING ? 0 : config.layers() + 1;
  }

  static Layout layout(TransformerConfig config, ParameterSpec parameter) {
    long[] shape = parameter.shape();
    return new Layout(
        Math.toIntExact(shape[0]),
        shape.length == 1 ? 1 : Math.toIntExact(shape[1]),
        Axis.ROWS,
        heads(config, parameter.name()));
  }

  private static Optional<AttentionHeads> heads(TransformerConfig config, String name) {
    int width = config.headWidth();
    if (OUTPUT.matcher(name).matches()) {
      return Optional.of(AttentionHeads.unfused(Axis.COLUMNS, width));
    }
    if (config instanceof GptNeoXConfig && FUSED.matcher(name).matches()) {
      // [H, 3, width of a head, D]: query, key and value of one head after the other.
      return Optional.of(new AttentionHeads(Axis.ROWS, width, 3, width));
    }
    return PROJECTION.matcher(name).matches()
        ? Optional.of(AttentionHeads.unfused(Axis.ROWS, width))
        : Optional.empty();
  }
}
