package io.gradus.core.component;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A type that a recipe writes as one word. Enum constants need a label, because {@code 8bit} and {@code true} are not
 * Java names. A record has one component, {@code String label}, and its compact constructor refuses invalid words.
 */
public interface Labelled {
  /** Returns the word in a recipe. */
  String label();

  /** Returns the labels of an enum, in the order of its constants. */
  static <E extends Enum<E> & Labelled> List<String> labels(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Labelled::label).toList();
  }

  /** Returns the constant with this label. */
  static <E extends Enum<E> & Labelled> Optional<E> find(Class<E> type, String label) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.label().equals(label))
        .findFirst();
  }
}
