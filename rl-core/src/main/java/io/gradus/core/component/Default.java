package io.gradus.core.component;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a recipe that leaves this key out gets, written as in YAML: {@code @Default("0.2") double clipLow}, {@code
 * @Default("{type: none}") Filter filter}, {@code @Default("[]") List<Benchmark> benchmarks}. A component without it must
 * be given, unless it is an {@code Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
