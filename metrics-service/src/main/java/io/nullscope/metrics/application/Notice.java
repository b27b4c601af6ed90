package io.nullscope.metrics.application;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader should know before the numbers.
 *
 * @param text a sentence without a full stop
 * @param variants those that it is about, as in the ids of their steps: {@code trained/0}
 */
public record Notice(String text, List<String> variants) {

  /** The notices of a study, each once, in the order of the plan. */
  public static List<Notice> of(StudyProgress progress) {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    for (StudyProgress.Step step : progress.steps()) {
      String variant = step.variant().id();
      for (String notice : step.notices()) {
        variants.computeIfAbsent(notice, text -> new ArrayList<>()).add(variant);
      }
    }
    return variants.entrySet().stream()
        .map(notice -> new Notice(notice.getKey(), List.copyOf(notice.getValue())))
        .toList();
  }
}
