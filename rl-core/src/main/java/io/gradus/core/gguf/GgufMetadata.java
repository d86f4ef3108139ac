package io.gradus.core.gguf;

import static io.gradus.core.files.Faults.quoted;

import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file. Each getter returns empty if the key is missing. It refuses a value of another
 * kind with a message that names the file and the key. Integers of any width count as one kind.
 */
public final class GgufMetadata {
  private final Path file;
  private final Map<String, Object> values;

  GgufMetadata(Path file, Map<String, Object> values) {
    this.file = file;
    this.values = values;
  }

  /** Returns all keys, in the order of the file. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Returns whether a key has a value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  Path file() {
    return file;
  }

  /** Returns the text of a key. */
  public Optional<String> text(String key) {
    return one(key, "a text", value -> value instanceof String text ? text : null);
  }

  /** Returns the boolean of a key. */
  public Optional<Boolean> flag(String key) {
    return one(key, "true or false", value -> value instanceof Boolean flag ? flag : null);
  }

  /** Returns the integer of a key, below 2^63. */
  public OptionalLong integer(String key) {
    Optional<Long> value = one(key, "a whole number", GgufMetadata::asLong);
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  /**
   * Returns the number of a key. A float32 becomes the shortest decimal that means the same float32, as in the original
   * configuration: 1e-5, not 9.999999747e-6.
   */
  public Optional<Double> number(String key) {
    return one(key, "a finite number", GgufMetadata::asDouble);
  }

  /** Returns a list of texts. */
  public Optional<List<String>> texts(String key) {
    return list(key, "a list of texts", value -> value instanceof String text ? text : null);
  }

  /** Returns a list of integers. */
  public Optional<List<Long>> integers(String key) {
    return list(key, "a list of whole numbers", GgufMetadata::asLong);
  }

  /** Returns a list of numbers as float32. */
  public Optional<List<Float>> floats(String key) {
    return list(key, "a list of numbers", value -> value instanceof Float f ? f : null);
  }

  /** Makes the error about a value. */
  UserError fault(String key, String what) {
    return Faults.of(file, "metadata key %s: %s", quoted(key), what);
  }

  @Nullable
  Object raw(String key) {
    return values.get(key);
  }

  private <T> Optional<T> one(String key, String kind, Function<Object, @Nullable T> as) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    T found = as.apply(value);
    if (found == null) {
      throw fault(key, "must be %s, but is %s".formatted(kind, shown(value)));
    }
    return Optional.of(found);
  }

  private <T> Optional<List<T>> list(String key, String kind, Function<Object, @Nullable T> as) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    int size = value instanceof List<?> list
        ? list.size()
        : value instanceof NumberArray numbers ? numbers.size() : -1;
    List<T> found = new ArrayList<>(Math.max(0, size));
    for (int i = 0; i < size; i++) {
      Object element = value instanceof List<?> list ? list.get(i) : ((NumberArray) value).get(i);
      T converted = as.apply(element);
      if (converted == null) {
        throw fault(key, "must be %s, but element %d is %s".formatted(kind, i, shown(element)));
      }
      found.add(converted);
    }
    if (size < 0) {
      throw fault(key, "must be %s, but is %s".formatted(kind, shown(value)));
    }
    return Optional.of(Collections.unmodifiableList(found));
  }

  private static @Nullable Long asLong(Object value) {
    return value instanceof Long number ? number : null;
  }

  private static @Nullable Double asDouble(Object value) {
    double number = value instanceof Number n ? Double.parseDouble(n.toString()) : Double.NaN;
    return Double.isFinite(number) ? number : null;
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? "a list of %d".formatted(list.size())
        : value instanceof NumberArray numbers
            ? "a list of %d %s".formatted(numbers.size(), numbers.type())
            : quoted(value.toString());
  }
}
