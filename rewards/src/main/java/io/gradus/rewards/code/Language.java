package io.gradus.rewards.code;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A language that completions are written in. */
public enum Language {
  PYTHON(Set.of("python", "py", "python3", "py3")),
  JAVA(Set.of("java"));

  private final Set<String> names;

  Language(Set<String> names) {
    this.names = names;
  }

  /** By a name as it stands behind a code fence, in any case. */
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
