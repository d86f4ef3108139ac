package io.gradus.core.component;

import java.util.Locale;

/** The form of names in recipes. */
public final class KebabCase {
  private KebabCase() {}

  /** Converts {@code maxTokens} and {@code MAX_TOKENS} to {@code max-tokens}. */
  public static String of(String javaName) {
    String name = javaName.toUpperCase(Locale.ROOT).equals(javaName)
        ? javaName.replace('_', '-')
        : javaName.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
    return name.toLowerCase(Locale.ROOT);
  }
}
