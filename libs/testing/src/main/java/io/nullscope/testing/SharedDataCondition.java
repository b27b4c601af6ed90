package io.nullscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Evaluates {@link RequiresSharedData}. */
final class SharedDataCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), RequiresSharedData.class)
        .map(annotation -> evaluate(annotation.value(), SharedData.directory()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no shared data"));
  }

  static ConditionEvaluationResult evaluate(String[] needed, Optional<Path> directory) {
    if (directory.isEmpty()) {
      return ConditionEvaluationResult.disabled(SharedData.missing("no shared/data folder"));
    }
    for (String path : needed) {
      if (!Files.exists(directory.get().resolve(path))) {
        return ConditionEvaluationResult.disabled(SharedData.missing(path));
      }
    }
    return ConditionEvaluationResult.enabled("shared data at " + directory.get());
  }
}
