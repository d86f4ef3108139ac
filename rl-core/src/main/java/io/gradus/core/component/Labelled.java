package io.gradus.core.component;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A type that a recipe writes as one word. Enum constants give their label here, because {@code 8bit} and {@code true} are not
 * Java names. A record has one component, {@code String label}, and its compact constructor refuses what it cannot read.
 */
public interface Labelled {
  /** The word in a recipe. */
  String label();

  /** The labels of an enum, in the order of its constants. */
  static <E extends Enum<E> & Labelled> List<String> labels(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Labelled::label).toList();
  }

  /** The constant with this label. */
  static <E extends Enum<E> & Labelled> Optional<E> find(Class<E> type, String label) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.label().equals(label))
        .findFirst();
  }
}
