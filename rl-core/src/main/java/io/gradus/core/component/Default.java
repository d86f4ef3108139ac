package io.gradus.core.component;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that a recipe omits, written as in YAML: {@code @Default("0.2") double clipLow}, {@code
 * @Default("{type: none}") Filter filter}, {@code @Default("[]") List<Benchmark> benchmarks}. A key without a default
 *     is required, unless it is an {@code Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
