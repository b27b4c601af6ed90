package io.nullscope.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, with a visible reason, on machines without the {@link SharedData} that it needs.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedDataCondition.class)
public @interface RequiresSharedData {

  /**
   * Files or folders that have to be there, relative to the shared data folder; none asks for the
   * folder alone.
   */
  String[] value() default {};
}
