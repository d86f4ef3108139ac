package io.gradus.rewards.shape;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Features that identify a language: the scripts of its letters, and its most frequent words among languages of the
 * same script. They are in {@code languages.properties}.
 *
 * @param code ISO 639-1, such as {@code en}
 * @param scripts scripts of its letters
 * @param stopWords its most frequent words in small letters; empty if no other language has its scripts
 */
record Language(String code, Set<UnicodeScript> scripts, Set<String> stopWords) {
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  /** Known languages by code, in alphabetical order. */
  static final Map<String, Language> KNOWN = load();

  Language {
    scripts = ImmutableSet.copyOf(scripts);
    stopWords = ImmutableSet.copyOf(stopWords);
  }

  /** Returns whether only words can distinguish two languages. */
  boolean sharesAScriptWith(Language other) {
    return !Sets.intersection(scripts, other.scripts).isEmpty();
  }

  private static Map<String, Language> load() {
    Properties properties = new Properties();
    try (InputStream in = Objects.requireNonNull(
            Language.class.getResourceAsStream("languages.properties"), "languages.properties");
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      properties.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.stringPropertyNames().stream()
        .filter(key -> key.endsWith(".scripts"))
        .sorted()
        .map(key -> key.substring(0, key.indexOf('.')))
        .collect(ImmutableMap.toImmutableMap(
            code -> code,
            code -> new Language(
                code,
                WORDS
                    .splitToStream(properties.getProperty(code + ".scripts"))
                    .map(UnicodeScript::valueOf)
                    .collect(Collectors.toSet()),
                WORDS
                    .splitToStream(properties.getProperty(code + ".words", ""))
                    .collect(Collectors.toSet()))));
  }
}
