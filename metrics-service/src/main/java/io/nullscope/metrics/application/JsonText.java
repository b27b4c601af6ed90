package io.nullscope.metrics.application;

import io.nullscope.study.CanonicalJson;
import java.util.List;
import java.util.Map;

/**
 * JSON for people and programs: keys in the order given, lists of plain values on one line, numbers
 * as the shortest decimals that read back to the same value (the same on every Java version), null
 * for what JSON cannot say (NaN).
 */
public final class JsonText {

  private JsonText() {}

  /** Indented by two spaces. */
  static String pretty(Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out, 0);
    return out.append('\n').toString();
  }

  /** On one line, without characters that could end a script element or start a comment in HTML. */
  public static String forScript(Object tree) {
    StringBuilder json = new StringBuilder();
    write(tree, json, -1);
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      // Outside strings JSON has none of these, so escaping them everywhere is safe.
      if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void write(Object value, StringBuilder out, int indent) {
    if (value instanceof Map<?, ?> map) {
      writeMap(map, out, indent);
    } else if (value instanceof List<?> list) {
      writeList(list, out, indent);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      out.append("null");
    } else {
      out.append(CanonicalJson.write(value));
    }
  }

  private static void writeMap(Map<?, ?> map, StringBuilder out, int indent) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      newLine(out, indent, 1);
      out.append(CanonicalJson.write(entry.getKey())).append(indent < 0 ? ":" : ": ");
      write(entry.getValue(), out, indent < 0 ? indent : indent + 1);
      separator = ",";
    }
    if (!map.isEmpty()) {
      newLine(out, indent, 0);
    }
    out.append('}');
  }

  private static void writeList(List<?> list, StringBuilder out, int indent) {
    boolean nested =
        indent >= 0
            && list.stream().anyMatch(item -> item instanceof Map<?, ?> || item instanceof List<?>);
    out.append('[');
    String separator = "";
    for (Object item : list) {
      out.append(separator);
      if (nested) {
        newLine(out, indent, 1);
      } else if (indent >= 0 && !separator.isEmpty()) {
        out.append(' ');
      }
      write(item, out, nested ? indent + 1 : indent);
      separator = ",";
    }
    if (nested) {
      newLine(out, indent, 0);
    }
    out.append(']');
  }

  private static void newLine(StringBuilder out, int indent, int deeper) {
    if (indent >= 0) {
      out.append('\n').append("  ".repeat(indent + deeper));
    }
  }
}
