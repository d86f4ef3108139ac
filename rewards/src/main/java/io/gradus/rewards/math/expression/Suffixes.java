package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Lexicon;
import io.gradus.rewards.math.vocabulary.Units;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.fraction.BigFraction;

/** Reads the suffixes of a value: a scale such as million, a unit, a modulus. */
final class Suffixes {
  private static final ImmutableMap<String, Long> SCALES = ImmutableMap.<String, Long>builder()
      .put("dozen", 12L)
      .put("hundred", 100L)
      .put("thousand", 1_000L)
      .put("million", 1_000_000L)
      .put("billion", 1_000_000_000L)
      .put("trillion", 1_000_000_000_000L)
      .buildOrThrow();
  private static final ImmutableSet<String> PERCENT =
      ImmutableSet.of("percent", "percents", "pct", "percentage", "percentages");

  private final Cursor cursor;
  private final Parser parser;
  private final Atoms atoms;

  Suffixes(Cursor cursor, Parser parser, Atoms atoms) {
    this.cursor = cursor;
    this.parser = parser;
    this.atoms = atoms;
  }

  /** Reads the suffixes of a value. */
  Node read(Node value) {
    if (cursor.pieces && cursor.isKind(Kind.WORD)) {
      return value;
    }
    Long scale =
        cursor.isKind(Kind.WORD) ? SCALES.get(cursor.peek().text().toLowerCase(Locale.ROOT)) : null;
    if (scale != null) {
      cursor.next();
      return read(new Mul(List.of(value, Num.of(scale))));
    }
    if (cursor.isKind(Kind.WORD)) {
      String unit = unit();
      String lower = unit.toLowerCase(Locale.ROOT);
      int cut = lower.startsWith("per cent") ? "per cent".length() : lower.indexOf(' ');
      String first = cut < 0 ? lower : lower.substring(0, cut);
      if (PERCENT.contains(first) || first.equals("per cent")) {
        String unknown = cut < 0 ? null : Units.unknown(lower.substring(cut).trim());
        if (unknown != null) {
          throw new Unreadable("'%s' after a percentage".formatted(unknown));
        }
        return new Percent(value);
      }
      boolean hour = lower.equals("am") || lower.equals("pm");
      return compound(new Quantity(value, hour ? lower : unit));
    }
    if (cursor.isCommand("pmod")) {
      cursor.next();
      return new Congruence(value, cursor.is("{") || cursor.is("(") ? atoms.atom() : parser.term());
    }
    if (cursor.is("(") && cursor.peek(1).isCommand("mod")) {
      cursor.next();
      cursor.next();
      Node modulus = parser.sum();
      cursor.expect(")");
      return new Congruence(value, modulus);
    }
    return value;
  }

  /** Adds a second amount in a smaller unit: {@code 4 dollars and 5 cents}, {@code 5 feet 3 inches}. */
  private Node compound(Quantity large) {
    boolean joined = cursor.isKind(Kind.JOINER) && cursor.peek().text().equals("and");
    Token next = cursor.peek(joined ? 1 : 0);
    Units.Measure whole = Units.of(large.unit());
    if (next.kind() != Kind.NUMBER
        || !(large.value() instanceof Num)
        || whole.dimensions().isEmpty()) {
      return read(large);
    }
    int position = cursor.position();
    if (joined) {
      cursor.next();
    }
    Node small = cursor.isKind(Kind.NUMBER) ? parser.sum() : large;
    if (small instanceof Quantity rest && rest.value() instanceof Num count) {
      Units.Measure part = Units.of(rest.unit());
      BigFraction ratio = whole.factor().divide(part.factor());
      boolean fits = part.dimensions().equals(whole.dimensions())
          && ratio.compareTo(BigFraction.ONE) > 0
          && count.value().compareTo(ratio) < 0;
      if (fits) {
        Node scaled = new Mul(List.of(Num.of(ratio), large.value()));
        return new Quantity(new Add(List.of(scaled, count)), rest.unit());
      }
    }
    cursor.reset(position);
    return large;
  }

  /** Reads the words of a unit with its slashes and powers. */
  private String unit() {
    StringBuilder unit = new StringBuilder();
    while (true) {
      Token token = cursor.peek();
      boolean article = token.kind() == Kind.LETTER && cursor.peek(1).kind() == Kind.WORD;
      if (token.kind() == Kind.WORD || (article && !unit.isEmpty())) {
        // "squared" belongs to a unit; "percent" is tried first.
        String last = token.text().toLowerCase(Locale.ROOT);
        boolean fits = unit.isEmpty()
            ? PERCENT.contains(last)
            : (last.equals("squared") || last.equals("cubed"))
                && Units.isKnown(unit.substring(unit.lastIndexOf(" ") + 1));
        if (Lexicon.isChanging(last) && !fits) {
          throw new Unreadable("the word '%s' after a value".formatted(token.text()));
        }
        unit.append(unit.isEmpty() ? "" : " ").append(cursor.next().text());
      } else if (token.is("/")
          && (cursor.peek(1).kind() == Kind.WORD || cursor.peek(1).kind() == Kind.LETTER)) {
        cursor.next();
        unit.append('/').append(cursor.next().text());
      } else if (token.is("^")) {
        cursor.next();
        boolean braced = cursor.take("{");
        Token power = cursor.next();
        if (power.kind() != Kind.NUMBER) {
          throw new Unreadable("a unit to the power of '%s'".formatted(power.text()));
        }
        if (braced) {
          cursor.expect("}");
        }
        unit.append('^').append(power.text());
      } else {
        return unit.toString();
      }
    }
  }
}
