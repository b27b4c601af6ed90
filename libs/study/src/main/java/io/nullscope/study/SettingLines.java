package io.nullscope.study;

import io.nullscope.study.SpecNode.Entry;
import io.nullscope.study.SpecNode.Mapping;
import io.nullscope.study.SpecNode.Sequence;

/**
 * Where the settings of a study are written, for complaints about what only its surroundings show.
 */
public final class SettingLines {
  private final Mapping root;

  SettingLines(Mapping root) {
    this.root = root;
  }

  /**
   * Line of a setting, or of the innermost map around it that is there; 0 when it is in no text.
   *
   * @param path as in {@link SpecError#path()}
   */
  public int of(String path) {
    SpecNode node = root;
    int line = root.line();
    for (String step : path.split("\\.|(?=\\[)")) {
      if (step.startsWith("[") && node instanceof Sequence sequence) {
        node = sequence.items().get(Integer.parseInt(step.substring(1, step.length() - 1)));
        line = node.line();
      } else if (node instanceof Mapping mapping && mapping.entries().containsKey(step)) {
        Entry entry = mapping.entries().get(step);
        node = entry.value();
        line = entry.line();
      } else {
        return line;
      }
    }
    return line;
  }
}
