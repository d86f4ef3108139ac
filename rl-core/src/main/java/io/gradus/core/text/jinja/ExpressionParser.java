package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Expressions.Call;
import io.gradus.core.text.jinja.Token.Kind;
import io.gradus.core.text.jinja.filter.Filter;
import io.gradus.core.text.jinja.filter.Filters;
import io.gradus.core.text.jinja.filter.Test;
import io.gradus.core.text.jinja.filter.Tests;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads expressions, with Jinja's precedence. */
final class ExpressionParser {
  private static final Expression NOTHING = new Expressions.Literal(None.NONE);
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  /** A chain of operators is a tree as deep as the chain is long. */
  private static final int MAX_CHAIN = 500;

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Returns an expression, or several with commas between: a tuple. */
  Expression tuple(boolean conditional) {
    Expression first = conditional ? expression() : or();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && !endsTuple()) {
      items.add(conditional ? expression() : or());
    }
    return new Expressions.TupleOf(items);
  }

  private boolean endsTuple() {
    Kind kind = tokens.current().kind();
    return kind == Kind.PRINT_END || kind == Kind.TAG_END || tokens.isOperator(")");
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    int chain = 0;
    while (tokens.skipName("if")) {
      grow(++chain);
      Expression condition = or();
      Expression otherwise = tokens.skipName("else")
          ? expression()
          : new Expressions.Literal(new Undefined(
              "the inline if-expression evaluated to false and no else section was defined."));
      value = new Expressions.Conditional(value, condition, otherwise);
    }
    tokens.leave();
    return value;
  }

  Expression or() {
    Expression left = and();
    for (int chain = 1; tokens.skipName("or"); chain++) {
      grow(chain);
      left = new Operators.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    for (int chain = 1; tokens.skipName("and"); chain++) {
      grow(chain);
      left = new Operators.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression operand = not();
    tokens.leave();
    return new Operators.Not(operand);
  }

  private Expression comparison() {
    int line = tokens.current().line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    while (true) {
      if (tokens.current().kind() == Kind.OPERATOR
          && COMPARISONS.contains(tokens.current().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.ahead().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        return rest.isEmpty() ? first : new Operators.Comparison(first, operators, rest, line);
      }
      rest.add(sum());
    }
  }

  private Expression sum() {
    return chain(Set.of("+", "-"), () -> chain(Set.of("~"), this::product));
  }

  private Expression product() {
    return chain(Set.of("*", "/", "//", "%"), () -> chain(Set.of("**"), () -> unary(true)));
  }

  private Expression chain(Set<String> operators, Supplier<Expression> operand) {
    Expression left = operand.get();
    int chain = 0;
    while (tokens.current().kind() == Kind.OPERATOR
        && operators.contains(tokens.current().text())) {
      grow(++chain);
      Token operator = tokens.next();
      left = new Operators.Binary(operator.text(), left, operand.get(), operator.line());
    }
    return left;
  }

  private void grow(int chain) {
    if (chain > MAX_CHAIN) {
      throw new TemplateError(
          "an expression with more than %d operators".formatted(MAX_CHAIN),
          tokens.current().line());
    }
  }

  private Expression unary(boolean filters) {
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      tokens.enter();
      value = new Operators.Signed(tokens.next().text().equals("-"), unary(false));
      tokens.leave();
    } else {
      value = postfix(primary());
    }
    return filters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME ->
        switch (token.text()) {
          case "true", "True" -> new Expressions.Literal(true);
          case "false", "False" -> new Expressions.Literal(false);
          case "none", "None" -> NOTHING;
          default -> new Expressions.Name(token.text());
        };
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.current().kind() == Kind.STRING) {
          text.append(tokens.next().text());
        }
        yield new Expressions.Literal(text.toString());
      }
      case INTEGER -> new Expressions.Literal(integer(token));
      case FLOAT -> new Expressions.Literal(Double.parseDouble(token.text()));
      case OPERATOR ->
        switch (token.text()) {
          case "(" -> brackets();
          case "[" -> new Expressions.ListOf(list("]"));
          case "{" -> dict();
          default -> throw unexpected(token);
        };
      default -> throw unexpected(token);
    };
  }

  private static TemplateError unexpected(Token token) {
    return new TemplateError("expected a value, found " + token.shown(), token.line());
  }

  private static Long integer(Token token) {
    try {
      return Long.decode(token.text().matches("0[0-9]+") ? "0" : token.text());
    } catch (NumberFormatException e) {
      throw new TemplateError("the number %s is too large".formatted(token.text()), token.line());
    }
  }

  private Expression brackets() {
    if (tokens.skipOperator(")")) {
      return new Expressions.TupleOf(List.of());
    }
    Expression value = tuple(true);
    tokens.expectOperator(")");
    return value;
  }

  private List<Expression> list(String end) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator(end)) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(end)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    return new Expressions.DictOf(keys, values);
  }

  private Expression postfix(Expression value) {
    for (int chain = 1; ; chain++) {
      grow(chain);
      int line = tokens.current().line();
      if (tokens.skipOperator(".")) {
        Token name = tokens.next();
        if (name.kind() == Kind.INTEGER) {
          value = new Expressions.Item(value, new Expressions.Literal(integer(name)));
        } else if (name.kind() == Kind.NAME) {
          value = new Expressions.Attribute(value, name.text());
        } else {
          throw new TemplateError("expected a name after '.', found " + name.shown(), name.line());
        }
      } else if (tokens.skipOperator("[")) {
        value = subscript(value);
      } else if (tokens.skipOperator("(")) {
        value = new Expressions.Invocation(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression value) {
    Expression from = tokens.isOperator(":") ? NOTHING : expression();
    if (tokens.skipOperator("]")) {
      return new Expressions.Item(value, from);
    }
    tokens.expectOperator(":");
    Expression to = tokens.isOperator(":") || tokens.isOperator("]") ? NOTHING : expression();
    Expression step = tokens.skipOperator(":") && !tokens.isOperator("]") ? expression() : NOTHING;
    tokens.expectOperator("]");
    return new Expressions.Slice(value, from, to, step);
  }

  /** Returns the arguments after an opening bracket that was read. */
  Call arguments() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Optional<Expression> morePositional = Optional.empty();
    Optional<Expression> moreNamed = Optional.empty();
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      if (tokens.skipOperator("**")) {
        moreNamed = Optional.of(expression());
      } else if (tokens.skipOperator("*")) {
        morePositional = Optional.of(expression());
      } else if (tokens.current().kind() == Kind.NAME && tokens.ahead().is(Kind.OPERATOR, "=")) {
        String name = tokens.next().text();
        tokens.next();
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
    }
    return new Call(positional, named, morePositional, moreNamed);
  }

  private Expression filtersAndTests(Expression value) {
    for (int chain = 1; ; chain++) {
      grow(chain);
      int line = tokens.current().line();
      if (tokens.isOperator("|")) {
        value = filters(value);
      } else if (tokens.skipName("is")) {
        value = test(value, line);
      } else if (tokens.skipOperator("(")) {
        value = new Expressions.Invocation(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  /** Returns the filters that follow, each with its {@code |}. */
  Expression filters(Expression value) {
    for (int chain = 1; tokens.skipOperator("|"); chain++) {
      grow(chain);
      value = filter(value);
    }
    return value;
  }

  /** Returns one filter, by name. */
  Expression filter(Expression value) {
    Token name = tokens.expect(Kind.NAME);
    Filter filter = Filters.find(name.text())
        .orElseThrow(() -> new TemplateError(
            "there is no filter '%s' (there are %s)"
                .formatted(name.text(), String.join(", ", Filters.names())),
            name.line()));
    Call call = tokens.skipOperator("(") ? arguments() : Call.EMPTY;
    return new Expressions.Filtered(value, filter, call, name.line());
  }

  private Expression test(Expression value, int line) {
    boolean negated = tokens.skipName("not");
    Token name = tokens.expect(Kind.NAME);
    Test test = Tests.find(name.text())
        .orElseThrow(() -> new TemplateError(
            "there is no test '%s' (there are %s)"
                .formatted(name.text(), String.join(", ", Tests.names())),
            name.line()));
    Call call = Call.EMPTY;
    if (tokens.skipOperator("(")) {
      call = arguments();
    } else if (beginsArgument()) {
      call = new Call(List.of(postfix(primary())), Map.of(), Optional.empty(), Optional.empty());
    }
    Expression tested = new Expressions.Tested(value, test, call, line);
    return negated ? new Operators.Not(tested) : tested;
  }

  private boolean beginsArgument() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> !Set.of("else", "or", "and", "is", "if", "not", "in").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
