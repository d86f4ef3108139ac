package io.gradus.rewards.math.vocabulary;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words that may accompany a value, from {@code words.txt} and {@code counted.txt}. Every other word makes the
 * answer wrong.
 */
public final class Lexicon {
  private static final WordLists WORDS = WordLists.of("words.txt");
  private static final ImmutableSet<String> NEUTRAL = WORDS.list("neutral");
  private static final ImmutableSet<String> LEADS = WORDS.list("leads");
  private static final ImmutableSet<String> VERBS = WORDS.list("verbs");
  private static final ImmutableSet<String> BARE_LEADS = WORDS.list("bare-leads");
  private static final ImmutableSet<String> CHANGING = WORDS.list("changing");
  private static final ImmutableSet<String> CONNECTING = WORDS.list("connecting");
  private static final ImmutableSet<String> FOREIGN = WORDS.list("foreign");
  private static final ImmutableSet<String> SHORT = WORDS.list("short");
  private static final ImmutableSet<String> COUNTED =
      WordLists.of("counted.txt").list("counted");

  /** Names of currencies that may come before the amount. */
  private static final ImmutableMap<String, String> CODES = WORDS.pairs("currencies");

  private Lexicon() {}

  /** Whether a word changes nothing after a value: {@code 12 in total}. */
  public static boolean isNeutral(String word) {
    return NEUTRAL.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word may come before a value together with a verb or a colon: {@code the area is 12}. */
  public static boolean isLead(String word) {
    return LEADS.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word is a verb of a sentence before a value: {@code is} in {@code the area is 12}. */
  public static boolean isVerb(String word) {
    return VERBS.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word before a value needs no verb: {@code a total of 12}. */
  public static boolean isBareLead(String word) {
    return BARE_LEADS.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word denies or bounds a value, or restricts it to some cases. */
  public static boolean isChanging(String word) {
    return CHANGING.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Returns the unit of a currency code; null for other words. */
  public static @Nullable String currency(String word) {
    return CODES.get(word);
  }

  /** Whether a word may follow a value if the gold answer does not have it. */
  public static boolean isKnown(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return NEUTRAL.contains(lower)
        || CONNECTING.contains(lower)
        || COUNTED.contains(lower)
        || COUNTED.contains(Units.singular(lower))
        || FOREIGN.contains(lower)
        || Units.isKnown(word)
        || Units.isKnown(lower);
  }

  /** Whether two or three letters in a row are a word, not a product of variables. */
  public static boolean isShortWord(String letters) {
    return SHORT.contains(letters) || CODES.containsKey(letters) || COUNTED.contains(letters);
  }
}
