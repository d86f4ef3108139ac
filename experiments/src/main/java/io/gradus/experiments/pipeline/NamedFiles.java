package io.gradus.experiments.pipeline;

import io.gradus.experiments.recipe.Recipe;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Files and folders that a recipe names. Only values of keys of type {@link Path} count as paths, not texts that look
 * like one.
 */
final class NamedFiles {
  private NamedFiles() {}

  /** Returns the existing files and folders of a recipe, in the order of its keys. */
  static List<Path> of(Recipe recipe) {
    List<Path> found = new ArrayList<>();
    collect(recipe, found);
    return found.stream().filter(Files::exists).toList();
  }

  private static void collect(Object value, List<Path> found) {
    if (value instanceof Path path) { // also an Iterable, so it comes first
      found.add(path);
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(inner -> collect(inner, found));
    } else if (value instanceof Collection<?> items) {
      items.forEach(item -> collect(item, found));
    } else if (value instanceof Map<?, ?> entries) {
      entries.values().forEach(entry -> collect(entry, found));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        collect(valueOf(record, component), found);
      }
    }
  }

  private static Object valueOf(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return Objects.requireNonNull(component.getAccessor().invoke(record));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "%s.%s: cannot be read".formatted(record.getClass().getSimpleName(), component.getName()),
          e);
    }
  }
}
