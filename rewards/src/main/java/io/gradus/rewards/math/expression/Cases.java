package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableSet;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Piecewise;
import io.gradus.rewards.math.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the lines of a {@code cases} environment: a piecewise function, or a system of equations. */
final class Cases {
  /** Words before or within a condition that add nothing to it. */
  private static final ImmutableSet<String> GLUE =
      ImmutableSet.of("if", "when", "for", "where", "is", "an", "a", "all", "every");

  private static final ImmutableSet<String> REST =
      ImmutableSet.of("otherwise", "else", "elsewhere");

  private final Cursor cursor;
  private final Parser parser;

  Cases(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  Node read() {
    List<Node> values = new ArrayList<>();
    List<Node> conditions = new ArrayList<>();
    boolean before = cursor.pieces;
    cursor.pieces = true;
    while (!isEnd()) {
      values.add(parser.list());
      boolean column = cursor.take("&");
      if (column || cursor.isKind(Kind.WORD)) {
        conditions.add(condition());
      }
      if (!cursor.take("\\\\") && !isEnd()) {
        throw new Unreadable("'%s' within cases".formatted(cursor.peek().text()));
      }
    }
    cursor.pieces = before;
    cursor.next();
    if (values.isEmpty()) {
      throw new Unreadable("no cases");
    }
    if (conditions.isEmpty()) {
      return values.size() == 1 ? values.get(0) : new Listing(List.copyOf(values));
    }
    if (conditions.size() != values.size()) {
      throw new Unreadable("a case without a condition");
    }
    return new Piecewise(List.copyOf(values), List.copyOf(conditions));
  }

  private Node condition() {
    while (cursor.isKind(Kind.WORD) && GLUE.contains(word())) {
      cursor.next();
    }
    if (cursor.isKind(Kind.WORD) && REST.contains(word())) {
      cursor.next();
      return new Named("otherwise");
    }
    boolean prose = false;
    for (int i = 0; !ends(cursor.peek(i)); i++) {
      prose |= cursor.peek(i).kind() == Kind.WORD;
    }
    if (!prose) {
      return parser.list();
    }
    StringBuilder words = new StringBuilder();
    while (!ends(cursor.peek())) {
      Token token = cursor.next();
      String word = token.text().toLowerCase(Locale.ROOT);
      if (!GLUE.contains(word) && !token.is(",") && !word.equals("=")) {
        words.append(words.isEmpty() ? "" : " ").append(token.text());
      }
    }
    return new Named(words.toString());
  }

  private String word() {
    return cursor.peek().text().toLowerCase(Locale.ROOT);
  }

  private static boolean ends(Token token) {
    return token.is("\\\\")
        || token.is("&")
        || token.kind() == Kind.END
        || (token.kind() == Kind.COMMAND && token.text().startsWith("end:"));
  }

  private boolean isEnd() {
    if (cursor.isKind(Kind.END)) {
      throw new Unreadable("\\end is missing");
    }
    return cursor.isKind(Kind.COMMAND) && cursor.peek().text().startsWith("end:");
  }
}
