package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Commands;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes a note after a value that only says which numbers a variable runs over: {@code 2k+1, k \in \mathbb{Z}},
 * {@code 2x for all real x}, {@code 5n-3 where n is a positive integer}. A condition on the value is kept.
 */
final class Qualifiers {
  private static final ImmutableSet<String> OPENERS = ImmutableSet.of("for", "where", "with");

  private static final ImmutableSet<String> GLUE = ImmutableSet.of(
      "for",
      "where",
      "with",
      "all",
      "any",
      "every",
      "each",
      "some",
      "and",
      "is",
      "are",
      "be",
      "being",
      "the",
      "a",
      "an",
      "arbitrary",
      "values",
      "value",
      "of",
      "in",
      "number",
      "numbers",
      "denotes",
      "constant",
      "parameter",
      "that");

  /** Maps a word to the set that it names. */
  private static final ImmutableMap<String, String> SETS = ImmutableMap.<String, String>builder()
      .put("integer", "integers")
      .put("integers", "integers")
      .put("whole", "integers")
      .put("natural", "naturals")
      .put("naturals", "naturals")
      .put("positive", "naturals")
      .put("nonnegative", "naturals")
      .put("real", "reals")
      .put("reals", "reals")
      .put("rational", "rationals")
      .put("complex", "complexes")
      .buildOrThrow();

  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of("integers", "naturals", "reals", "rationals", "complexes");

  private final Tokens tokens;

  Qualifiers(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Removes the note and returns the set that it names, or an empty text. */
  String cut() {
    int depth = 0;
    for (int i = 1; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean round = token.is("(") && depth == 0 && token.spaced();
      if (depth == 0 && opens(i, round)) {
        String set = domain(i, round);
        if (set != null) {
          tokens.cut(i, tokens.size());
          return set;
        }
      }
      if (token.is("(") || token.is("[") || token.is("{") || token.is("\\{")) {
        depth++;
      } else if (token.is(")") || token.is("]") || token.is("}") || token.is("\\}")) {
        depth--;
      }
    }
    return "";
  }

  private boolean opens(int i, boolean round) {
    return tokens.get(i).is(",")
        || round
        || OPENERS.contains(tokens.word(i))
        || tokens.get(i).isCommand("forall");
  }

  /** Reads the note from an index to the end: the set that it names, empty if it names none, null if it is no note. */
  private @Nullable String domain(int from, boolean round) {
    int end = tokens.size();
    if (round) {
      if (tokens.opening(end - 1) != from) {
        return null;
      }
      end--;
    }
    boolean comma = tokens.get(from).is(",") || round;
    int start = comma ? from + 1 : from;
    boolean forAll = OPENERS.contains(tokens.word(start)) || tokens.get(start).isCommand("forall");
    String set = "";
    Set<String> variables = new HashSet<>();
    for (int i = start; i < end; i++) {
      Token token = tokens.get(i);
      String word = tokens.word(i);
      String named = SETS.get(word);
      if (named != null) {
        // "positive integer" is narrower than "integer".
        set = set.isEmpty() || named.equals("naturals") ? named : set;
        boolean positiveReal = set.equals("naturals") && named.equals("reals");
        if (positiveReal) {
          return null;
        }
      } else if (token.kind() == Kind.COMMAND && NAMES.contains(token.text())) {
        set = token.text();
        i += isSign(i + 1) ? 2 : 0;
      } else if (isVariable(i)) {
        variables.add(token.text());
        int bound = bound(i + 1, token.text());
        if (bound > 0) {
          i = bound;
          set = set.isEmpty() ? "naturals" : set;
        }
      } else if (!GLUE.contains(word)
          && !token.isCommand("in")
          && !token.isCommand("forall")
          && !token.is(",")
          && token.kind() != Kind.JOINER
          && !tokens.isArticle(i)) {
        return null;
      }
    }
    boolean said = set.isEmpty() ? forAll && !variables.isEmpty() : forAll || !variables.isEmpty();
    if (!said) {
      return null;
    }
    return isNote(from, forAll, variables) ? set : null;
  }

  /** Returns whether a sign as in {@code \mathbb{Z}^+} follows. */
  private boolean isSign(int i) {
    return tokens.get(i).is("^")
        && (tokens.get(i + 1).is("+") || tokens.get(i + 1).is("*"));
  }

  /** Returns whether a token is a variable; the letter of "a constant" is none. */
  private boolean isVariable(int i) {
    boolean article = tokens.isArticle(i) && !tokens.word(i + 1).isEmpty();
    return !article && (tokens.isKind(i, Kind.LETTER) || isGreek(tokens.get(i)));
  }

  private static boolean isGreek(Token token) {
    return token.kind() == Kind.COMMAND && Commands.GREEK.contains(token.text());
  }

  /** Returns the end of {@code n >= 1} for a counting variable; 0 if this is something else. */
  private int bound(int i, String variable) {
    Token relation = tokens.get(i);
    Token value = tokens.get(i + 1);
    boolean from = relation.isCommand("ge")
        && value.kind() == Kind.NUMBER
        && (value.text().equals("0") || value.text().equals("1"));
    boolean above =
        relation.is(">") && value.kind() == Kind.NUMBER && value.text().equals("0");
    return "nkmij".contains(variable) && (from || above) ? i + 1 : 0;
  }

  /** Returns whether a value in these variables comes before the note, and no condition. */
  private boolean isNote(int from, boolean forAll, Set<String> variables) {
    Set<String> before = new HashSet<>();
    for (int i = 0; i < from; i++) {
      Token token = tokens.get(i);
      boolean relation = token.is("<")
          || token.is(">")
          || token.isCommand("le")
          || token.isCommand("ge")
          || token.isCommand("ne")
          || token.isCommand("in")
          || token.is("\\{");
      if (relation) {
        return false;
      }
      if (token.kind() == Kind.LETTER || isGreek(token)) {
        before.add(token.text());
      }
    }
    return tokens.endsValue(from - 1)
        && (before.containsAll(variables) || (forAll && before.isEmpty()));
  }
}
