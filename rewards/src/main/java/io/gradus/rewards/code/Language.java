package io.gradus.rewards.code;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Optional;

/** A language that completions are written in. */
public enum Language {
  PYTHON(ImmutableSet.of("python", "py", "python3", "py3")),
  JAVA(ImmutableSet.of("java"));

  private final ImmutableSet<String> names;

  Language(ImmutableSet<String> names) {
    this.names = names;
  }

  /** Finds a language by its name after a code fence, in any case. */
  public static Optional<Language> named(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    for (Language language : values()) {
      if (language.names.contains(lower)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
