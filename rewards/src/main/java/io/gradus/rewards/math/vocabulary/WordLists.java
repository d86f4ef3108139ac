package io.gradus.rewards.math.vocabulary;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The lists of a resource file. A line such as {@code [verbs]} begins a list. The following lines have its words,
 * separated by spaces. A line that begins with {@code #} is a comment.
 */
final class WordLists {
  private final String file;
  private final Map<String, ImmutableSet<String>> lists;

  private WordLists(String file, Map<String, ImmutableSet<String>> lists) {
    this.file = file;
    this.lists = lists;
  }

  /** Reads a file in the folder of this class. */
  static WordLists of(String file) {
    Map<String, ImmutableSet.Builder<String>> lists = new LinkedHashMap<>();
    String name = "";
    for (String line : text(file).lines().toList()) {
      if (line.startsWith("[") && line.endsWith("]")) {
        name = line.substring(1, line.length() - 1);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        lists.computeIfAbsent(name, list -> ImmutableSet.builder()).add(line.split(" "));
      }
    }
    Map<String, ImmutableSet<String>> built = new LinkedHashMap<>();
    lists.forEach((list, words) -> built.put(list, words.build()));
    return new WordLists(file, built);
  }

  /** Returns the words of a list. */
  ImmutableSet<String> list(String name) {
    return Objects.requireNonNull(lists.get(name), () -> file + " has no list " + name);
  }

  /** Returns a list of pairs such as {@code dfrac=frac}. */
  ImmutableMap<String, String> pairs(String name) {
    ImmutableMap.Builder<String, String> pairs = ImmutableMap.builder();
    for (String pair : list(name)) {
      int equals = pair.indexOf('=');
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs.buildOrThrow();
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(WordLists.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
