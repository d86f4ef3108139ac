package io.gradus.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks whether a backtracking engine may need more than about linear work for a regular expression at one place of a
 * text. It refuses an expression in case of doubt, and if it cannot parse the expression.
 *
 * <p>Two kinds of expressions are risky. If the content of a repeated group can match a text in several ways, as in
 * {@code (a+)+}, the number of ways is exponential. If two repeats can share characters, as in {@code a*a*b}, the
 * number is quadratic, unless everything after them always matches.
 */
final class RegexRisk {
  /** Largest bound of a repeat; above it, the repeat counts as unbounded. */
  private static final int MANY = 10;

  private static final int MOST_WAYS = 10_000;
  private static final int DEEPEST = 50;
  private static final int LONGEST = 20_000;

  /**
   * A part of an expression.
   *
   * @param empty whether it matches the empty text
   * @param ways number of ways to match one text, without unbounded repeats
   * @param asserts whether it only tests a place (anchor, look-around)
   * @param characters source of its single class or character; empty for anything else
   * @param unbounded whether it has a repeat without a small bound
   * @param shared whether it has two such repeats that can share characters
   */
  private record Part(
      boolean empty,
      double ways,
      boolean asserts,
      String characters,
      boolean unbounded,
      boolean shared) {

    /** Returns whether the part can fail, so that the engine backtracks. */
    boolean canFail() {
      return !empty || asserts;
    }
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private final String regex;
  private int at;

  private RegexRisk(String regex) {
    this.regex = regex;
  }

  /** Returns why an expression is refused; empty if its work is bounded. */
  static Optional<String> of(String regex) {
    if (regex.length() > LONGEST) {
      return Optional.of("is longer than %,d characters".formatted(LONGEST));
    }
    RegexRisk risk = new RegexRisk(regex);
    try {
      Part whole = risk.alternatives(0);
      if (risk.at < regex.length()) {
        return Optional.of("has a ')' without a '('");
      }
      return whole.empty() && !whole.asserts()
          ? Optional.of("matches the empty text, so it matches everywhere")
          : Optional.empty();
    } catch (Refused e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private boolean more() {
    return at < regex.length();
  }

  private boolean next(String text) {
    if (regex.startsWith(text, at)) {
      at += text.length();
      return true;
    }
    return false;
  }

  private Part alternatives(int depth) {
    if (depth > DEEPEST) {
      throw new Refused("is nested more than %d deep".formatted(DEEPEST));
    }
    List<Part> branches = new ArrayList<>();
    do {
      branches.add(sequence(depth));
    } while (next("|"));
    if (branches.size() == 1) {
      return branches.get(0);
    }
    boolean empty = branches.stream().anyMatch(Part::empty);
    // an empty branch with an anchor or a lookaround does not match everywhere
    boolean asserts = branches.stream().filter(Part::empty).allMatch(Part::asserts);
    return new Part(
        empty,
        few(branches.stream().mapToDouble(Part::ways).sum()),
        empty && asserts,
        "",
        branches.stream().anyMatch(Part::unbounded),
        branches.stream().anyMatch(Part::shared));
  }

  private static double few(double ways) {
    if (ways > MOST_WAYS) {
      throw new Refused("can match the same text in too many ways");
    }
    return ways;
  }

  private Part sequence(int depth) {
    List<Part> parts = new ArrayList<>();
    double ways = 1;
    while (more() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      Part part = repeated(atom(depth));
      ways = few(ways * part.ways());
      parts.add(part);
    }
    boolean one = parts.size() == 1;
    return new Part(
        parts.stream().allMatch(Part::empty),
        ways,
        parts.stream().anyMatch(Part::asserts),
        one ? parts.get(0).characters() : "",
        parts.stream().anyMatch(Part::unbounded),
        shared(parts));
  }

  /** Returns whether repeats share characters; refuses them if something that can fail follows. */
  private static boolean shared(List<Part> parts) {
    boolean found = false;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).shared()) {
        refuseIfFails(parts, i);
        found = true;
      }
      for (int j = i + 1; parts.get(i).unbounded() && j < parts.size(); j++) {
        boolean same = overlap(parts.get(i), parts.get(j));
        if (same && parts.get(j).unbounded()) {
          refuseIfFails(parts, j);
          found = true;
        }
        if (!same && !parts.get(j).empty()) {
          break; // the text between the repeats separates them
        }
      }
    }
    return found;
  }

  private static void refuseIfFails(List<Part> parts, int last) {
    if (parts.get(last).asserts()
        || parts.subList(last + 1, parts.size()).stream().anyMatch(Part::canFail)) {
      throw new Refused(
          "has two repeats that can share characters, before something that can fail");
    }
  }

  private static boolean overlap(Part a, Part b) {
    if (a.characters().isEmpty() || b.characters().isEmpty()) {
      return !b.asserts() || b.unbounded();
    }
    if (a.characters().equals(b.characters())) {
      return true;
    }
    try {
      Pattern first = Pattern.compile(a.characters());
      Pattern second = Pattern.compile(b.characters());
      // every letter of the smaller scripts, and some of the large ones
      for (int c = 0; c < 0x20000; c += c < 0x3100 ? 1 : 97) {
        String one = Character.toString(c);
        if (first.matcher(one).matches() && second.matcher(one).matches()) {
          return true;
        }
      }
      return false;
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  private Part repeated(Part atom) {
    Part part = atom;
    while (more()) {
      int least;
      int most;
      if (next("*")) {
        least = 0;
        most = Integer.MAX_VALUE;
      } else if (next("+")) {
        least = 1;
        most = Integer.MAX_VALUE;
      } else if (next("?")) {
        least = 0;
        most = 1;
      } else {
        var counts = Pattern.compile("\\{(\\d{0,6})(,(\\d{0,6}))?}")
            .matcher(regex)
            .region(at, regex.length());
        if (!counts.lookingAt() || (counts.end() - at <= 3 && counts.group(1).isEmpty())) {
          return part;
        }
        at = counts.end();
        least = number(counts.group(1), 0);
        most = counts.group(2) == null ? least : number(counts.group(3), Integer.MAX_VALUE);
      }
      boolean possessive = next("+");
      if (!possessive && more() && regex.charAt(at) == '?') {
        at++; // lazy: the same work in another order
      }
      boolean unbounded = most > MANY;
      if (most > 1
          && !possessive
          && part.characters().isEmpty()
          && (part.ways() > 1 || part.unbounded() || part.empty())) {
        throw new Refused("repeats a group that can match the same text in several ways");
      }
      if (most > 1_000 && most != Integer.MAX_VALUE) {
        throw new Refused("repeats more than 1,000 times");
      }
      boolean exact = least == most || possessive;
      part = new Part(
          part.empty() || least == 0,
          few(exact || unbounded ? part.ways() : part.ways() * (most - least + 1)),
          part.asserts(),
          most == 1 && part.unbounded() ? "" : part.characters(),
          !possessive && ((unbounded && !exact) || part.unbounded()),
          !possessive && part.shared());
    }
    return part;
  }

  private static int number(String digits, int otherwise) {
    return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  private Part atom(int depth) {
    int from = at;
    char c = regex.charAt(at++);
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        at--;
        characterClass(0);
        return one(regex.substring(from, at));
      case '^', '$':
        return new Part(true, 1, true, "", false, false);
      case '\\':
        return escape(from);
      case '*', '+', '?':
        throw new Refused("repeats nothing");
      default:
        if (Character.isHighSurrogate(c) && more() && Character.isLowSurrogate(regex.charAt(at))) {
          at++;
        }
        return one(c == '.' ? "." : Pattern.quote(regex.substring(from, at)));
    }
  }

  private static Part one(String characters) {
    return new Part(false, 1, false, characters, false, false);
  }

  private Part group(int depth) {
    boolean looks = false;
    if (next("?")) {
      looks = next("=") || next("!") || next("<=") || next("<!");
      if (!looks && !next(":") && !next(">")) {
        var flags =
            Pattern.compile("[imsx]*(-[imsx]+)?:|<\\w+>").matcher(regex).region(at, regex.length());
        if (!flags.lookingAt()) {
          throw new Refused("has a kind of group that is not known here");
        }
        at = flags.end();
      }
    }
    Part content = alternatives(depth + 1);
    if (!next(")")) {
      throw new Refused("has a group that is not closed");
    }
    return looks
        ? new Part(true, 1, true, "", content.unbounded(), content.shared())
        : new Part(
            content.empty(),
            content.ways(),
            content.asserts(),
            content.ways() > 1 || content.unbounded() ? "" : content.characters(),
            content.unbounded(),
            content.shared());
  }

  private Part escape(int from) {
    if (!more()) {
      throw new Refused("ends with a backslash");
    }
    char c = regex.charAt(at++);
    if ((Character.isDigit(c) && c != '0') || "kgKXRNOyY".indexOf(c) >= 0) {
      throw new Refused("has \\%s, which is not known here".formatted(c));
    }
    if ("bBAzZG".indexOf(c) >= 0) {
      return new Part(true, 1, true, "", false, false);
    }
    boolean braces = more() && regex.charAt(at) == '{';
    if ((c == 'p' || c == 'P' || c == 'x') && braces) {
      int end = regex.indexOf('}', at);
      if (end < 0) {
        throw new Refused("has a { that is not closed");
      }
      at = end + 1;
    } else if (c == 'x' || c == 'u') {
      at = Math.min(regex.length(), at + (c == 'x' ? 2 : 4));
    }
    return one(regex.substring(from, at));
  }

  private void characterClass(int depth) {
    if (depth > DEEPEST) {
      throw new Refused("is nested more than %d deep".formatted(DEEPEST));
    }
    at++;
    if (more() && regex.charAt(at) == '^') {
      at++;
    }
    if (more() && regex.charAt(at) == ']') {
      at++; // the first one is a character of the class
    }
    while (more() && regex.charAt(at) != ']') {
      char c = regex.charAt(at);
      if (c == '[') {
        characterClass(depth + 1);
      } else {
        at += c == '\\' ? 2 : 1;
      }
    }
    if (!next("]")) {
      throw new Refused("has a [ that is not closed");
    }
  }
}
