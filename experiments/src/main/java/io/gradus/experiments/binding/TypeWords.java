package io.gradus.experiments.binding;

import com.google.common.collect.ImmutableMap;
import io.gradus.core.component.KebabCase;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Java type in the words of messages and help: {@code List<Integer>} is "list of whole number". */
public final class TypeWords {
  private static final Map<Class<?>, String> SCALARS = ImmutableMap.<Class<?>, String>builder()
      .put(int.class, "whole number")
      .put(Integer.class, "whole number")
      .put(long.class, "whole number")
      .put(Long.class, "whole number")
      .put(double.class, "number")
      .put(Double.class, "number")
      .put(boolean.class, "true or false")
      .put(Boolean.class, "true or false")
      .put(String.class, "text")
      .put(Path.class, "path")
      .put(Node.class, "value")
      .build();

  private TypeWords() {}

  static String of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type last = arguments[arguments.length - 1];
      if (generic.getRawType() == Optional.class) {
        return of(last);
      }
      return generic.getRawType() == List.class ? listOf(last) : mappingTo(last);
    }
    if (!(type instanceof Class<?> plain)) {
      return type.getTypeName();
    }
    String scalar = SCALARS.get(plain);
    if (scalar != null) {
      return scalar;
    }
    return plain.isEnum() ? constants(plain) : KebabCase.of(plain.getSimpleName());
  }

  static String listOf(Type item) {
    return "list of " + many(item);
  }

  static String mappingTo(Type value) {
    return "mapping of names to " + many(value);
  }

  private static String many(Type type) {
    String words = of(type);
    if (type instanceof ParameterizedType) {
      return words.replaceFirst("^(list|mapping)", "$1s");
    }
    boolean uncounted = words.equals("true or false") || words.contains(" | ");
    return uncounted ? words : words.endsWith("y") ? words.replaceFirst("y$", "ies") : words + "s";
  }

  /** Returns the words with their article, as in "expected a whole number". */
  static String one(Type type) {
    String words = of(type);
    boolean enumeration = type instanceof Class<?> plain && plain.isEnum();
    if (enumeration) {
      return "one of " + words.replace(" | ", ", ");
    }
    return words.equals("true or false")
        ? words
        : ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
  }

  private static String constants(Class<?> enumeration) {
    return Arrays.stream(enumeration.getEnumConstants())
        .map(Scalars::word)
        .collect(Collectors.joining(" | "));
  }
}
