package io.nullscope.study;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a study tree as YAML: nested maps as blocks, lists of maps as blocks, too, other lists in
 * brackets.
 */
final class SpecYamlWriter {
  private static final String PLAIN = "[A-Za-z][A-Za-z0-9._/:-]*";
  private static final String RESERVED = "(?i)true|false|null|yes|no|on|off|y|n";

  private SpecYamlWriter() {}

  static String write(Map<String, Object> tree) {
    StringBuilder out = new StringBuilder();
    write(tree, "", out);
    return out.toString();
  }

  private static void write(Map<?, ?> map, String indent, StringBuilder out) {
    map.forEach(
        (key, value) -> {
          out.append(indent).append(key).append(':');
          if (value instanceof Map<?, ?> nested) {
            out.append('\n');
            write(nested, indent + "  ", out);
          } else if (value instanceof List<?> list && list.get(0) instanceof Map<?, ?>) {
            out.append('\n');
            list.forEach(item -> item((Map<?, ?>) item, indent, out));
          } else if (value instanceof List<?> list) {
            out.append(
                list.stream()
                    .map(SpecYamlWriter::scalar)
                    .collect(Collectors.joining(", ", " [", "]\n")));
          } else {
            out.append(' ').append(scalar(value)).append('\n');
          }
        });
  }

  /** A map whose first line starts with a dash. */
  private static void item(Map<?, ?> map, String indent, StringBuilder out) {
    StringBuilder block = new StringBuilder();
    write(map, indent + "    ", block);
    out.append(indent).append("  - ").append(block, indent.length() + 4, block.length());
  }

  private static String scalar(Object value) {
    if (value instanceof String text && text.matches(PLAIN)) {
      if (!text.matches(RESERVED) && !text.endsWith(":")) {
        return text;
      }
    }
    // JSON strings and numbers are YAML too.
    return CanonicalJson.write(value);
  }
}
