package io.gradus.rewards.math.vocabulary;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;

/** LaTeX commands, function names and symbols of answers, from {@code commands.txt}. */
public final class Commands {
  private static final WordLists NAMES = WordLists.of("commands.txt");

  /** Functions of one argument (or more, for the greatest common divisor and the like), by canonical name. */
  public static final ImmutableSet<String> FUNCTIONS = NAMES.list("functions");

  /** Commands that do not change the value. */
  public static final ImmutableSet<String> IGNORED = NAMES.list("ignored");

  /** Greek letters, and the symbols {@code ell} and {@code hbar}. */
  public static final ImmutableSet<String> GREEK = NAMES.list("greek");

  private static final ImmutableSet<String> STRUCTURE = NAMES.list("structure");
  private static final ImmutableSet<String> PLAIN = NAMES.list("plain");
  private static final ImmutableMap<String, String> ALIASES = NAMES.pairs("aliases");

  private Commands() {}

  /** Returns the canonical name of a command; the name itself if it has no other. */
  public static String canonical(String command) {
    String alias = ALIASES.get(command);
    return alias == null ? command : alias;
  }

  /** Returns whether a name is a command that answers may have. */
  public static boolean isKnown(String command) {
    return ALIASES.containsKey(command)
        || IGNORED.contains(command)
        || FUNCTIONS.contains(command)
        || GREEK.contains(command)
        || STRUCTURE.contains(command);
  }

  /**
   * Finds the longest known command at the start of an unknown one ({@code \quadx}), because a space may be missing.
   */
  public static @Nullable String knownPrefix(String command) {
    for (int end = command.length() - 1; end >= 3; end--) {
      String prefix = command.substring(0, end);
      if (isKnown(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  /** Returns the command that bare letters spell; null if there is none. */
  public static @Nullable String plain(String letters) {
    if (letters.equals("inf")) {
      return "infty";
    }
    String canonical = canonical(letters);
    boolean function =
        FUNCTIONS.contains(canonical) && !letters.equals("re") && !letters.equals("im");
    if (PLAIN.contains(letters) || GREEK.contains(letters) || (function && letters.length() > 1)) {
      // "gamma" in letters is the Greek one; the function is written \Gamma.
      return letters.equals("gamma") || letters.equals("Gamma") ? letters : canonical;
    }
    return null;
  }
}
