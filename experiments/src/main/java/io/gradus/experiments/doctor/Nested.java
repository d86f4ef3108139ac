package io.gradus.experiments.doctor;

import io.gradus.core.component.KebabCase;
import io.gradus.experiments.doctor.Subject.Placed;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds components inside a component of a recipe. A component is a record whose fields are its settings. Therefore
 * rewards inside rewards, or files inside mixtures, are found, although these records do not know this package.
 */
final class Nested {
  private static final int DEEPEST = 32;

  private Nested() {}

  /** All components of a type, including the outermost, each with its key. */
  static <T> List<Placed<T>> within(String key, Object component, Class<T> type) {
    List<Placed<T>> found = new ArrayList<>();
    for (Placed<Object> each : all(key, component)) {
      if (type.isInstance(each.value())) {
        found.add(new Placed<>(each.key(), type.cast(each.value())));
      }
    }
    return found;
  }

  /** All values of a setting of this name and type, each with its key. */
  static <T> List<Placed<T>> settings(String key, Object component, String name, Class<T> type) {
    List<Placed<T>> found = new ArrayList<>();
    for (Placed<Object> each : all(key, component)) {
      if (each.value() instanceof Record record) {
        for (RecordComponent setting : record.getClass().getRecordComponents()) {
          Object value = setting.getName().equals(name) ? value(setting, record) : null;
          if (type.isInstance(value)) {
            found.add(new Placed<>(each.key() + "." + KebabCase.of(name), type.cast(value)));
          }
        }
      }
    }
    return found;
  }

  private static List<Placed<Object>> all(String key, Object component) {
    List<Placed<Object>> all = new ArrayList<>();
    collect(key, component, all, 0);
    return all;
  }

  private static void collect(String key, Object value, List<Placed<Object>> into, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(inner -> collect(key, inner, into, depth + 1));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect("%s[%d]".formatted(key, i), list.get(i), into, depth + 1);
      }
    } else {
      into.add(new Placed<>(key, value));
      if (value instanceof Record record) {
        for (RecordComponent setting : record.getClass().getRecordComponents()) {
          Object inner = value(setting, record);
          if (inner instanceof Record || inner instanceof List || inner instanceof Optional) {
            collect(key + "." + KebabCase.of(setting.getName()), inner, into, depth + 1);
          }
        }
      }
    }
  }

  private static Object value(RecordComponent setting, Record record) {
    try {
      setting.getAccessor().setAccessible(true);
      Object value = setting.getAccessor().invoke(record);
      return value == null ? Optional.empty() : value;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty(); // a component of another jar whose fields are not accessible
    }
  }
}
