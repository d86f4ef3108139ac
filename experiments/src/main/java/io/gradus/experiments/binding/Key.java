package io.gradus.experiments.binding;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.component.KebabCase;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A component of a record as a key of a recipe: {@code @Default("0.2") double clipLow} is {@code clip-low}. */
public record Key(RecordComponent component) {

  /** Returns the keys of a record type, in the order of its declaration. */
  static List<Key> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(Key::new).toList();
  }

  static List<String> names(Class<?> record) {
    return of(record).stream().map(Key::name).toList();
  }

  String name() {
    return KebabCase.of(component.getName());
  }

  Type type() {
    return component.getGenericType();
  }

  /** Returns the value, as YAML, that this key has in a recipe without the key; null if there is no {@link Default}. */
  @Nullable
  String defaultText() {
    Default given = component.getAnnotation(Default.class);
    return given == null ? null : given.value();
  }

  /** Returns the {@link About} line, or an empty string. */
  String about() {
    About about = component.getAnnotation(About.class);
    return about == null ? "" : about.value();
  }

  boolean optional() {
    return component.getType() == Optional.class;
  }
}
