package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import java.util.ArrayList;
import java.util.List;

/** Reads brackets of any kind: groups, tuples, intervals, sets, absolute values. */
final class Brackets {
  private final Cursor cursor;
  private final Parser parser;

  Brackets(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  /** Returns the items of a tuple or a list, or the single item of a group. */
  static List<Node> items(Node group) {
    if (group instanceof Bracketed tuple) {
      return tuple.items();
    }
    if (group instanceof Listing listing) {
      return listing.items();
    }
    if (group instanceof Braced braced) {
      return braced.items();
    }
    return List.of(group);
  }

  /** Reads the bracket at the cursor. */
  Node read() {
    boolean barEnds = cursor.barEnds;
    boolean colonEnds = cursor.colonEnds;
    boolean angleEnds = cursor.angleEnds;
    boolean squareEnds = cursor.squareEnds;
    cursor.barEnds = false;
    cursor.colonEnds = false;
    cursor.angleEnds = false;
    cursor.squareEnds = false;
    String open = cursor.next().text();
    Node node = switch (open) {
      case "(", "[" -> round(open.charAt(0));
      case "]" -> outward();
      case "{" -> group();
      case "\\{" -> set();
      case "|" -> absolute("|", "abs");
      case "‖" -> absolute("‖", "norm");
      case "⟨", "<" -> angle(open);
      default -> throw new Unreadable("'%s' was not expected".formatted(open));
    };
    cursor.barEnds = barEnds;
    cursor.colonEnds = colonEnds;
    cursor.angleEnds = angleEnds;
    cursor.squareEnds = squareEnds;
    return node;
  }

  private Node round(char open) {
    List<Node> items = items(unwrapped(parser.list()));
    char close = cursor.is(")") ? ')' : ']';
    if (!cursor.is(")")) {
      cursor.expect("]");
    } else {
      cursor.next();
    }
    boolean matching = (open == '(') == (close == ')');
    if (items.size() == 1 && matching) {
      return items.get(0);
    }
    return new Bracketed(open, close, items);
  }

  /** Wraps content that is no list, so that a tuple or a set in parentheses remains one item. */
  private static Node unwrapped(Node content) {
    return content instanceof Listing ? content : new Listing(List.of(content));
  }

  /** Reads {@code ]0, 1[}, the notation of an open interval in some countries. */
  private Node outward() {
    cursor.squareEnds = true;
    List<Node> items = items(unwrapped(parser.list()));
    if (items.size() != 2) {
      throw new Unreadable("']' was not expected");
    }
    boolean open = cursor.take("[");
    if (!open) {
      cursor.expect("]");
    }
    return new Bracketed('(', open ? ')' : ']', items);
  }

  private Node group() {
    Node content = parser.list();
    if (cursor.isCommand("choose")) {
      cursor.next();
      content = new Call("binom", List.of(content, parser.list()));
    } else if (cursor.isCommand("over")) {
      cursor.next();
      content = new Div(content, parser.list());
    }
    cursor.expect("}");
    return content;
  }

  private Node set() {
    if (cursor.take("\\}")) {
      return new Named("empty");
    }
    if (cursor.isCommand("begin:array")) {
      return pieces();
    }
    cursor.barEnds = true;
    cursor.colonEnds = true;
    Node content = parser.list();
    if (cursor.take("|") || cursor.take(":")) {
      cursor.barEnds = false;
      cursor.colonEnds = false;
      Node condition = parser.list();
      cursor.expect("\\}");
      return builder(content, condition);
    }
    cursor.expect("\\}");
    return new Braced(List.copyOf(items(unwrapped(content))));
  }

  /** Reads an array after one brace as a {@code cases} environment. */
  private Node pieces() {
    cursor.next();
    if (cursor.is("{")) {
      while (!cursor.isKind(Token.Kind.END) && !cursor.next().is("}")) {
        // The columns' alignment.
      }
    }
    Node node = new Cases(cursor, parser).read();
    cursor.take("\\}");
    return node;
  }

  /**
   * Builds {@code \{x \in S : condition\}}: only the condition if S is the set of real numbers, otherwise both parts.
   */
  private static Node builder(Node head, Node condition) {
    if (head instanceof Sym) {
      return condition;
    }
    boolean member = head instanceof Chain chain
        && chain.relations().equals(List.of("in"))
        && chain.members().get(0) instanceof Sym;
    if (member && ((Chain) head).members().get(1) instanceof Named set) {
      return set.name().equals("reals")
          ? condition
          : new SetOperation("intersection", condition, head);
    }
    return member
        ? new SetOperation("intersection", condition, head)
        : new SetOperation("builder", head, condition);
  }

  private Node absolute(String bar, String function) {
    cursor.barEnds = true;
    Node of = parser.sum();
    cursor.expect(bar);
    return new Call(function, List.of(of));
  }

  private Node angle(String open) {
    cursor.angleEnds = true;
    List<Node> items = items(unwrapped(parser.list()));
    cursor.expect(open.equals("<") ? ">" : "⟩");
    return new Bracketed('<', '>', List.copyOf(new ArrayList<>(items)));
  }
}
