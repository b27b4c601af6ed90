package io.nullscope.cli.report;

import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the services want a reader to know before the numbers. */
public final class NoticeList {
  private NoticeList() {}

  /** One line a notice, each with the variants that it is about; empty when there is none. */
  public static String render(StudyStatus status) {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    for (StepStatus step : status.getStepsList()) {
      for (String notice : step.getNoticesList()) {
        variants
            .computeIfAbsent(notice, text -> new ArrayList<>())
            .add(step.getVariant().getKind() + "/" + step.getVariant().getSeed());
      }
    }
    return variants.entrySet().stream()
        .map(notice -> "  " + notice.getKey() + " (" + String.join(", ", notice.getValue()) + ")")
        .collect(Collectors.joining("\n", variants.isEmpty() ? "" : "Notices:\n", ""));
  }
}
