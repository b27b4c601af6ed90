package io.nullscope.study;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a study tree as YAML: nested maps as blocks, lists in brackets. */
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
