package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Token.Kind;
import java.util.List;
import java.util.Locale;

/** What follows a value: a scale such as million, a unit, a modulus. */
final class Suffixes {
  private static final ImmutableMap<String, Integer> SCALES =
      ImmutableMap.of("hundred", 2, "thousand", 3, "million", 6, "billion", 9, "trillion", 12);

  private final Cursor cursor;
  private final Parser parser;
  private final Atoms atoms;

  Suffixes(Cursor cursor, Parser parser, Atoms atoms) {
    this.cursor = cursor;
    this.parser = parser;
    this.atoms = atoms;
  }

  /** The value with its suffixes. */
  Node read(Node value) {
    Integer scale =
        cursor.isKind(Kind.WORD) ? SCALES.get(cursor.peek().text().toLowerCase(Locale.ROOT)) : null;
    if (scale != null) {
      cursor.next();
      return read(new Mul(List.of(value, Num.of((long) Math.pow(10, scale)))));
    }
    if (cursor.isKind(Kind.WORD)) {
      String unit = unit();
      unit = unit.equals("per cent") ? "percent" : unit;
      String lower = unit.toLowerCase(Locale.ROOT);
      if (lower.equals("percent") || lower.equals("pct") || lower.equals("percents")) {
        return new Percent(value);
      }
      boolean hour = lower.equals("am") || lower.equals("pm");
      return read(new Quantity(value, hour ? lower : unit));
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

  /** The words of a unit, with its slashes and powers. */
  private String unit() {
    StringBuilder unit = new StringBuilder();
    while (true) {
      Token token = cursor.peek();
      boolean article = token.kind() == Kind.LETTER && cursor.peek(1).kind() == Kind.WORD;
      if (token.kind() == Kind.WORD || (article && !unit.isEmpty())) {
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
